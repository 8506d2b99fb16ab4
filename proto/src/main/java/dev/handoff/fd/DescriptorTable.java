package dev.handoff.fd;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The descriptor numbers of this process that are open now. */
public final class DescriptorTable {
    private static final int AT_ONCE = 256;
    /** sizeof(struct pollfd): an int, and two shorts of events asked for and seen. */
    private static final int POLLFD = 8;

    private static final int POLLNVAL = 0x20;

    /** More than struct stat has anywhere. */
    private static final int STAT = 256;

    private static final String FD_SIZE = "FDSize:";
    private static final int S_IFMT = 0xf000;

    private static final int SYS_CLOSE_RANGE = 436;
    private static final int CLOSE_RANGE_CLOEXEC = 4;
    private static final int F_SETFD = 2;
    private static final int FD_CLOEXEC = 1;
    private static final long LAST = 0xffff_ffffL;

    private DescriptorTable() {}

    /**
     * Makes all but 0, 1 and 2 close-on-exec; the JVM opens its own files without that. close_range(2), or one by one before
     * Linux 5.11.
     */
    static void closeOnExec() throws IOException {
        if (Libc.SYSCALL.call(SYS_CLOSE_RANGE, 3, LAST, CLOSE_RANGE_CLOEXEC, 0, 0) != Libc.FAILED) {
            return;
        }
        for (int number : OpenDescriptors.numbers()) {
            if (number > 2) {
                // One that was closed meanwhile is nobody's to inherit.
                Libc.FCNTL.call(number, F_SETFD, FD_CLOEXEC);
            }
        }
    }

    /** Every descriptor of this process is below this number: FDSize, proc_pid_status(5). */
    public static int size() throws IOException {
        String status = ProcFile.read("/proc/self/status");
        int at = status.indexOf(FD_SIZE);
        if (at < 0) {
            throw new IOException("/proc/self/status has no FDSize");
        }
        int from = at + FD_SIZE.length();
        return Integer.parseInt(
                status.substring(from, status.indexOf('\n', from)).trim());
    }

    /**
     * Those below {@code size} that are open, of whatever kind: one poll(2) for some hundred of them, which says POLLNVAL of the
     * others.
     */
    static List<Integer> open(int size) {
        List<Integer> numbers = new ArrayList<>();
        try (NativeBlock polled = new NativeBlock(AT_ONCE * POLLFD)) {
            for (int from = 0; from < size; from += AT_ONCE) {
                int count = Math.min(AT_ONCE, size - from);
                for (int i = 0; i < count; i++) {
                    polled.putInt(i * POLLFD, from + i).putInt(i * POLLFD + 4, 0);
                }
                boolean isKnown = Libc.POLL.call(polled.address(), count, 0) != Libc.FAILED;
                for (int i = 0; i < count; i++) {
                    // Not known: more than RLIMIT_NOFILE at once, or a signal. Who asks further learns that they are
                    // closed.
                    if (!isKnown || (polled.getShort(i * POLLFD + 6) & POLLNVAL) == 0) {
                        numbers.add(from + i);
                    }
                }
            }
        }
        return numbers;
    }

    /**
     * Those below {@code size} that have no type: eventpolls, eventfds and other anonymous inodes. What is left to look at
     * where ten thousand connections are open. One cheap system call a descriptor, where a look at its link in /proc is some ten
     * times dearer.
     */
    public static List<Integer> anonymous(int size) {
        List<Integer> numbers = new ArrayList<>();
        long fstat = Machine.CURRENT.fstat();
        int mode = Machine.CURRENT.statMode();
        try (NativeBlock stat = new NativeBlock(STAT)) {
            for (int number : open(size)) {
                if (Libc.SYSCALL.call(fstat, number, stat.address()) != Libc.FAILED
                        && (stat.getInt(mode) & S_IFMT) == 0) {
                    numbers.add(number);
                }
            }
        }
        return numbers;
    }
}
