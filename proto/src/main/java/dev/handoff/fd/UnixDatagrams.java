package dev.handoff.fd;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A Unix datagram socket at a path, to which processes write and the kernel adds who they are: unix(7), SO_PASSCRED.
 *
 * <p>Descriptors that come with a datagram are closed as it is received.
 */
public final class UnixDatagrams implements AutoCloseable {
    /**
     * What was written.
     *
     * @param text its bytes, as UTF-8
     * @param sender as the kernel saw it; a pid of 0 is a process of another pid namespace
     */
    public record Datagram(String text, PeerCredentials sender) {}

    private static final int SOL_SOCKET = 1;
    private static final int SO_PASSCRED = 16;
    private static final int MSG_DONTWAIT = 0x40;

    private final Path path;
    private final OwnedFd fd;

    private UnixDatagrams(Path path, OwnedFd fd) {
        this.path = path;
        this.fd = fd;
    }

    /**
     * Binds a path that must not exist. Who may write is decided by the modes of the path's folder.
     *
     * @throws PathTooLongException over 107 bytes
     * @throws ErrnoException EADDRINUSE, EACCES, ENOENT
     */
    public static UnixDatagrams at(Path path) throws IOException {
        OwnedFd fd = Sockets.datagrams(path);
        try {
            SocketOptions.write(fd, SOL_SOCKET, SO_PASSCRED, 1);
            return new UnixDatagrams(path, fd);
        } catch (IOException | RuntimeException e) {
            fd.close();
            throw e;
        }
    }

    public Path path() {
        return path;
    }

    /** Waits for one to come, or for a process to end; false at the deadline. */
    public boolean awaitOrEndOf(PidFd process, Deadline deadline) throws IOException {
        return process.awaitEndOr(fd, deadline);
    }

    /**
     * The next one; empty at the deadline. One of more than {@code most} bytes is left out, and so is one of which the kernel
     * does not say who wrote it.
     */
    public Optional<Datagram> receive(int most, Deadline deadline) throws IOException {
        while (Poll.readable(fd, deadline)) {
            try (Message message = Message.withCredentials(most)) {
                long count =
                        fd.use(number -> Libc.RECVMSG.triedWithoutWaiting(number, message.address(), MSG_DONTWAIT));
                if (count == Libc.FAILED) {
                    continue;
                }
                Optional<PeerCredentials> sender = message.credentials();
                if (sender.isPresent() && !message.isCut()) {
                    byte[] bytes = new byte[(int) count];
                    message.get(bytes, 0, bytes.length);
                    return Optional.of(new Datagram(new String(bytes, StandardCharsets.UTF_8), sender.get()));
                }
            }
        }
        return Optional.empty();
    }

    /** Takes the path away with the socket. */
    @Override
    public void close() {
        fd.close();
        try {
            Files.deleteIfExists(path);
        } catch (IOException gone) {
            // With its folder, then; nobody else binds there.
        }
    }
}
