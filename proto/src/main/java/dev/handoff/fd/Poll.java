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

    /** True if the other end of {@code fd} is gone, without waiting and whatever is unread. */
    public static boolean hungUp(OwnedFd fd) throws IOException {
        return (await(fd, POLLRDHUP, Deadline.in(java.time.Duration.ZERO)) & (POLLHUP | POLLRDHUP | POLLERR)) != 0;
    }

    static int await(OwnedFd fd, int events, Deadline deadline) throws IOException {
        return fd.use(number -> {
            try (NativeBlock pollfd = new NativeBlock(8)) {
                pollfd.putInt(0, number).putShort(4, events);
                while (true) {
                    long ready = Libc.POLL.call(pollfd.address(), 1, deadline.pollMillis());
                    if (ready > 0) {
                        return pollfd.getShort(6);
                    }
                    if (ready == 0 && deadline.isPast()) {
                        return 0;
                    }
                    if (ready < 0 && Errno.of(Libc.errno()) != Errno.EINTR) {
                        throw Libc.POLL.failure();
                    }
                }
            }
        });
    }
}
