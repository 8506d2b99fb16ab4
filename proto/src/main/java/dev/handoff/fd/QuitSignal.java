package dev.handoff.fd;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * SIGQUIT, which the JVM keeps to itself for its thread dump, brought to this program: sigaction(2), eventfd(2).
 *
 * <p>A handler may do next to nothing, and no Java. The C library has one that does just enough: {@code eventfd_write(int fd,
 * eventfd_t value)} is a write(2), its first argument comes in as the signal's number, 3, and its second as an address, which
 * is not 0. So the eventfd has to be descriptor 3, which the JVM has for itself unless it was started with another one there:
 * it is claimed only where it refers to /dev/null.
 */
public final class QuitSignal {
    private static final int SIGQUIT = 3;
    private static final Path UNUSED = Path.of("/dev/null");
    private static final Path NUMBER = Path.of("/proc/self/fd/" + SIGQUIT);
    private static final int EFD_CLOEXEC = 0x80000;
    private static final int EFD_NONBLOCK = 0x800;
    /** struct sigaction of the C library: handler, mask, flags. */
    private static final int SIGACTION = 152;

    private static final int FLAGS = 136;
    private static final int SA_SIGINFO = 4;
    private static final int SA_ONSTACK = 0x0800_0000;
    private static final int SA_RESTART = 0x1000_0000;

    private final OwnedFd event;

    private QuitSignal(OwnedFd event) {
        this.event = event;
    }

    /** Takes it from the JVM for good. Empty where descriptor 3 is somebody's; the JVM then keeps it. */
    public static Optional<QuitSignal> claim() throws IOException {
        if (!Files.exists(NUMBER) || !Files.readSymbolicLink(NUMBER).equals(UNUSED)) {
            return Optional.empty();
        }
        OwnedFd event = OwnedFd.of(SIGQUIT);
        try (OwnedFd made = OwnedFd.of((int) Libc.EVENTFD.tried(0, EFD_CLOEXEC | EFD_NONBLOCK));
                NativeBlock action = new NativeBlock(SIGACTION)) {
            event.becomeDuplicateOf(made);
            action.putLong(0, Libc.EVENTFD_WRITE.address()).putInt(FLAGS, SA_SIGINFO | SA_ONSTACK | SA_RESTART);
            Libc.SIGACTION.tried(SIGQUIT, action.address(), 0);
        }
        return Optional.of(new QuitSignal(event));
    }

    /** Waits for it; false at the deadline. */
    public boolean await(Deadline deadline) throws IOException {
        return Poll.readable(event, deadline);
    }
}
