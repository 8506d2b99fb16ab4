package dev.handoff.fd;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A descriptor number that belongs to somebody else's channel, borrowed to change what it refers to.
 *
 * <p>Hazard: the owner may close it at any time, and the kernel then gives the number to the next file that is opened. Ask
 * {@link #cookie()} before each use, and never close it.
 */
public final class Seat {
    private static final int O_CLOEXEC = 0x80000;
    private static final int F_DUPFD_CLOEXEC = 1030;
    private static final int SOL_SOCKET = 1;
    private static final int SO_ACCEPTCONN = 30;

    private final int number;

    private Seat(int number) {
        this.number = number;
    }

    /** The seat that {@code fd}'s next owner will sit on. */
    public static Seat of(OwnedFd fd) throws ClosedDescriptorException {
        return new Seat(fd.number());
    }

    /** The seat that a channel of the application's sits on already; {@code number} stays that channel's to close. */
    public static Seat at(int number) {
        return new Seat(number);
    }

    /**
     * The seat of this process's own TCP listener at {@code port}, of whatever kind.
     *
     * @throws IOException if there is none
     */
    public static Seat listeningAt(int port) throws IOException {
        try (DirectoryStream<Path> all = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
            for (Path each : all) {
                int number = Integer.parseInt(each.getFileName().toString());
                if (isListening(number, port)) {
                    return new Seat(number);
                }
            }
        }
        throw new IOException("no descriptor of this process listens at port " + port);
    }

    private static boolean isListening(int number, int port) {
        try {
            return SocketOptions.readInt(number, SOL_SOCKET, SO_ACCEPTCONN) != 0
                    && SocketName.ofLocal(number).port() == port;
        } catch (IOException noSocketOfOurKind) {
            return false;
        }
    }

    /** The bare number, as /proc shows it. */
    public int number() {
        return number;
    }

    /** The identity of the socket it refers to; empty if it is closed or refers to no socket. */
    public Optional<Long> cookie() {
        return SocketFacts.cookie(number);
    }

    /** A descriptor of our own for what the number refers to now, close-on-exec. */
    public OwnedFd duplicate() throws IOException {
        return duplicateFrom(0);
    }

    OwnedFd duplicateFrom(int least) throws IOException {
        return OwnedFd.of((int) Libc.FCNTL.tried(number, F_DUPFD_CLOEXEC, least));
    }

    /** Makes the number refer to {@code door}, in one step and close-on-exec: dup3(2). */
    public void referTo(OwnedFd door) throws IOException {
        door.use(from -> Libc.DUP3.tried(from, number, O_CLOEXEC));
    }

    @Override
    public String toString() {
        return "seat " + number;
    }
}
