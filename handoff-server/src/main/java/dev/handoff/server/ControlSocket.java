package dev.handoff.server;

import dev.handoff.client.ControlPathException;
import dev.handoff.fd.Deadline;
import dev.handoff.fd.Errno;
import dev.handoff.fd.ErrnoException;
import dev.handoff.fd.Flock;
import dev.handoff.fd.OwnedFd;
import dev.handoff.fd.PeerCredentials;
import dev.handoff.fd.Poll;
import dev.handoff.fd.Sockets;
import dev.handoff.fd.UnixStream;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A listening control socket: bound under a temporary name, put at the control path by {@link #publish}, and taken from it,
 * if it is still there, by {@link #close}.
 */
final class ControlSocket implements AutoCloseable {
    private static final int BACKLOG = 128;
    private static final long PAUSE_MILLIS = 20;

    private final ControlPath control;
    private final OwnedFd listener;
    /** Where the socket is now: the temporary name, then the control path. */
    private volatile Path at;

    private final Object identity;
    /** Guarded by this. */
    private boolean closed;

    /** A connection and who made it. */
    record Caller(UnixStream stream, PeerCredentials credentials) {}

    private ControlSocket(ControlPath control, OwnedFd listener, Path at, Object identity) {
        this.control = control;
        this.listener = listener;
        this.at = at;
        this.identity = identity;
    }

    /** Binds and listens, mode 0600, or 0660 for {@code group}. {@code lock} must be held. */
    static ControlSocket bind(ControlPath control, Optional<String> group, Flock lock) throws IOException {
        control.sweep();
        Path temporary = control.temporary();
        OwnedFd listener = listen(control, temporary);
        boolean bound = false;
        try {
            restrict(temporary, group);
            Object identity =
                    ControlPath.identity(temporary).orElseThrow(() -> new IOException(temporary + " vanished"));
            bound = true;
            return new ControlSocket(control, listener, temporary, identity);
        } finally {
            if (!bound) {
                listener.close();
                Files.deleteIfExists(temporary);
            }
        }
    }

    private static OwnedFd listen(ControlPath control, Path temporary) throws IOException {
        try {
            return Sockets.listenUnix(temporary, BACKLOG);
        } catch (ErrnoException e) {
            // mknod(2) and bind(2) of a file system without special files; a folder that is not ours has been refused
            // by now.
            if (e.is(Errno.EPERM, Errno.EOPNOTSUPP, Errno.ENOSYS, Errno.EROFS)) {
                throw ControlPathException.noSockets(control.path(), e);
            }
            throw e;
        }
    }

    private static void restrict(Path socket, Optional<String> group) throws IOException {
        if (group.isPresent()) {
            GroupPrincipal principal =
                    socket.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByGroupName(group.get());
            Files.getFileAttributeView(socket, PosixFileAttributeView.class).setGroup(principal);
        }
        Files.setPosixFilePermissions(
                socket, PosixFilePermissions.fromString(group.isPresent() ? "rw-rw----" : "rw-------"));
    }

    /** Puts the socket at the control path, in one step, in place of whatever socket is there. */
    synchronized void publish() throws IOException {
        Files.move(at, control.path(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        at = control.path();
    }

    /**
     * The next connection. Waits for one until {@link #close}.
     *
     * @throws ClosedChannelException once ended
     */
    Caller accept() throws IOException {
        while (true) {
            Poll.readable(listener, Deadline.never());
            synchronized (this) {
                if (closed) {
                    throw new ClosedChannelException();
                }
                Optional<Caller> caller = next();
                if (caller.isPresent()) {
                    return caller.get();
                }
            }
            // The caller is gone again, or we are out of descriptors, and nothing tells when that ends.
            pause();
        }
    }

    private Optional<Caller> next() throws IOException {
        Optional<OwnedFd> accepted;
        try {
            accepted = Sockets.accept(listener);
        } catch (ErrnoException e) {
            if (e.is(Errno.EMFILE, Errno.ENFILE, Errno.ENOMEM, Errno.ENOBUFS)) {
                return Optional.empty();
            }
            throw e;
        }
        if (accepted.isEmpty()) {
            return Optional.empty();
        }
        UnixStream stream = UnixStream.of(accepted.get());
        try {
            return Optional.of(new Caller(stream, stream.peer()));
        } catch (IOException | RuntimeException e) {
            stream.close();
            throw e;
        }
    }

    private static void pause() throws IOException {
        try {
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ClosedChannelException();
        }
    }

    /** Which file it is; nothing else can be that while the socket is open. */
    Object identity() {
        return identity;
    }

    /** Undoes {@link #bind}; the lock is still held. */
    void discard(Flock lock) throws IOException {
        try {
            Files.deleteIfExists(at);
        } finally {
            end();
        }
    }

    /** Stops listening, and leaves the names alone: this socket has none any more. */
    synchronized void end() {
        closed = true;
        Sockets.end(listener);
        listener.close();
    }

    /** Does another socket answer at the control path? */
    boolean isReplaced() throws IOException {
        return ControlPath.identity(control.path())
                        .filter(found -> !found.equals(identity))
                        .isPresent()
                && control.isAnswered();
    }

    /** Takes the socket's name away, unless another socket has taken the place, and stops listening. */
    @Override
    public void close() throws IOException {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        try {
            withdraw();
        } finally {
            end();
        }
    }

    // Under the lock, so that the name that is looked at is the name that is removed.
    private void withdraw() throws IOException {
        try (Flock lock = control.elect(Deadline.in(ControlPath.electionTime()))) {
            if (ControlPath.identity(at).filter(identity::equals).isPresent()) {
                Files.deleteIfExists(at);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
