package dev.handoff.fd;

import java.io.IOException;
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
        return OwnedFd.of((int) Libc.FCNTL.tried(number, F_DUPFD_CLOEXEC, 0));
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
