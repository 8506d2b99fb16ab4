package dev.handoff.fd;

import java.io.IOException;

/** Waiting for one descriptor, bounded: poll(2). */
public final class Poll {
    static final int POLLIN = 0x1;
    static final int POLLOUT = 0x4;
    static final int POLLERR = 0x8;
    static final int POLLHUP = 0x10;
    static final int POLLNVAL = 0x20;
    static final int POLLRDHUP = 0x2000;

    private Poll() {}

    /** True once {@code fd} has something to read, an end of file or an error; false at the deadline. */
    public static boolean readable(OwnedFd fd, Deadline deadline) throws IOException {
        return await(fd, POLLIN, deadline) != 0;
    }

    /** As {@link #readable}, for either of two; false at the deadline. */
    static boolean either(OwnedFd one, OwnedFd other, Deadline deadline) throws IOException {
        return one.use(first -> other.use(second -> {
            try (NativeBlock pollfds = new NativeBlock(16)) {
                pollfds.putInt(0, first).putShort(4, POLLIN).putInt(8, second).putShort(12, POLLIN);
                return awaited(pollfds, 2, deadline);
            }
        }));
    }

    /** True if the other end of {@code fd} is gone, without waiting and whatever is unread. */
    public static boolean hungUp(OwnedFd fd) throws IOException {
        return (await(fd, POLLRDHUP, Deadline.in(java.time.Duration.ZERO)) & (POLLHUP | POLLRDHUP | POLLERR)) != 0;
    }

    static int await(OwnedFd fd, int events, Deadline deadline) throws IOException {
        return fd.use(number -> {
            try (NativeBlock pollfd = new NativeBlock(8)) {
                pollfd.putInt(0, number).putShort(4, events);
                return awaited(pollfd, 1, deadline) ? pollfd.getShort(6) : 0;
            }
        });
    }

    private static boolean awaited(NativeBlock pollfds, int count, Deadline deadline) throws ErrnoException {
        while (true) {
            long ready = Libc.POLL.call(pollfds.address(), count, deadline.pollMillis());
            if (ready > 0) {
                return true;
            }
            if (ready == 0 && deadline.isPast()) {
                return false;
            }
            if (ready < 0 && Errno.of(Libc.errno()) != Errno.EINTR) {
                throw Libc.POLL.failure();
            }
        }
    }
}
