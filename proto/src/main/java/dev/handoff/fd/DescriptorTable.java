package dev.handoff.fd;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The descriptor numbers of this process that are open now. */
public final class DescriptorTable {
    private static final int SOL_SOCKET = 1;
    private static final int SO_TYPE = 3;

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

    /**
     * Those below {@code size} that are no sockets: what is left to look at where ten thousand connections are open. One
     * cheap system call a number, where a look at its link in /proc is some ten times dearer.
     */
    public static List<Integer> withoutSockets(int size) {
        List<Integer> numbers = new ArrayList<>();
        try (NativeBlock type = new NativeBlock(16)) {
            for (int number = 0; number < size; number++) {
                type.putInt(8, 4);
                long result = Libc.GETSOCKOPT.call(number, SOL_SOCKET, SO_TYPE, type.address(), type.address(8));
                if (result == Libc.FAILED && Errno.of(Libc.errno()) == Errno.ENOTSOCK) {
                    numbers.add(number);
                }
            }
        }
        return numbers;
    }
}
