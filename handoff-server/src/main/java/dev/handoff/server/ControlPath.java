package dev.handoff.server;

import dev.handoff.client.ControlDirectory;
import dev.handoff.client.ControlPathException;
import dev.handoff.fd.Deadline;
import dev.handoff.fd.Errno;
import dev.handoff.fd.ErrnoException;
import dev.handoff.fd.Flock;
import dev.handoff.fd.Sockets;
import dev.handoff.fd.TimeoutException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * Where the owner answers: a path in a private folder. It leads to a live owner or to nobody; who may put a socket there is
 * decided by a lock on a file beside it.
 */
public final class ControlPath {
    private static final String TEMPORARY = ".h-";
    private static final int TEMPORARIES = 36 * 36 * 36 * 36;
    private static final long LOCK_RETRY_MILLIS = 5;

    private final Path path;

    private ControlPath(Path path) {
        this.path = path;
    }

    /**
     * Checks the path and makes its folder (mode 0700) if there is none.
     *
     * @throws dev.handoff.fd.PathTooLongException over 107 bytes
     * @throws ControlPathException if others can write to the folder, it is not there and can't be made, or something else
     *     than a socket is at the path
     */
    public static ControlPath of(Path control) throws IOException {
        Path path = control.toAbsolutePath();
        Sockets.requireFits(path);
        Path folder = ControlDirectory.of(path);
        if (!Files.isDirectory(folder)) {
            make(folder, path);
        }
        ControlDirectory.requirePrivate(path);
        ControlDirectory.hasSocket(path);
        return new ControlPath(path);
    }

    private static void make(Path folder, Path control) throws ControlPathException {
        try {
            Files.createDirectories(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } catch (IOException e) {
            throw ControlPathException.noFolder(control, e);
        }
    }

    /** The path itself, absolute. */
    public Path path() {
        return path;
    }

    /**
     * Waits for the lock under which a socket is put at the path, or taken from it.
     *
     * @throws TimeoutException at the deadline; whoever holds the lock does so for milliseconds, or hangs
     * @throws ControlPathException if its file can't be made
     */
    public Flock elect(Deadline deadline) throws IOException, InterruptedException {
        Path lock = path.resolveSibling(path.getFileName() + ".lock");
        while (true) {
            Optional<Flock> held = tryLock(lock);
            if (held.isPresent()) {
                return held.get();
            }
            if (deadline.isPast()) {
                throw new TimeoutException(lock + ": another process holds the lock");
            }
            TimeUnit.MILLISECONDS.sleep(LOCK_RETRY_MILLIS);
        }
    }

    private Optional<Flock> tryLock(Path lock) throws IOException {
        try {
            return Flock.tryLock(lock);
        } catch (ErrnoException e) {
            // Of a folder in which nothing can be made, such as those of /proc, and of one that is not ours to write
            // to.
            if (e.is(Errno.ENOENT, Errno.EACCES, Errno.EPERM, Errno.EROFS)) {
                throw ControlPathException.noFolder(path, e);
            }
            throw e;
        }
    }

    /** Does anybody answer at the path? A path that nobody answers at is stale, and may be taken over. */
    public boolean isAnswered() throws IOException {
        return ControlDirectory.hasSocket(path) && Sockets.answersAt(path);
    }

    /** A name in the same folder, for a socket that is not to be found yet. */
    Path temporary() {
        return path.resolveSibling(
                TEMPORARY + Integer.toString(ThreadLocalRandom.current().nextInt(TEMPORARIES), 36));
    }

    /** Removes the temporary sockets of processes that died before they published. Only under the lock. */
    void sweep() throws IOException {
        try (DirectoryStream<Path> left = Files.newDirectoryStream(ControlDirectory.of(path), TEMPORARY + "*")) {
            for (Path temporary : left) {
                if (ControlDirectory.hasSocket(temporary) && !Sockets.answersAt(temporary)) {
                    Files.deleteIfExists(temporary);
                }
            }
        }
    }

    /** Which file is at the path: changes when another socket takes its place. Empty if there is none. */
    public Optional<Object> identity() throws IOException {
        return identity(path);
    }

    static Optional<Object> identity(Path file) throws IOException {
        try {
            return Optional.of(Files.getAttribute(file, "unix:ino"));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /** How long an election may take when nobody hangs. */
    static Duration electionTime() {
        return Duration.ofSeconds(10);
    }

    @Override
    public String toString() {
        return path.toString();
    }
}
