package dev.handoff.fd;

import java.util.ArrayList;
import java.util.List;

/** The descriptor numbers of this process that are open now. */
public final class DescriptorTable {
    private static final int SOL_SOCKET = 1;
    private static final int SO_TYPE = 3;

    private DescriptorTable() {}

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
