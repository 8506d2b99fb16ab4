package dev.handoff.fd;

import java.util.Optional;

/** A terminal on one of the standard descriptors, if it is one: tty_ioctl(4). */
public final class Terminal {
    private static final int STANDARD_OUTPUT = 1;
    private static final int STANDARD_ERROR = 2;
    private static final long TIOCGWINSZ = 0x5413;
    private static final int WINSIZE = 8;

    /**
     * How large it is.
     *
     * @param columns 0 when the terminal does not know
     */
    public record Size(int columns, int rows) {}

    private Terminal() {}

    /** The size of the one on the standard output; empty if that is no terminal. */
    public static Optional<Size> ofStandardOutput() {
        return size(STANDARD_OUTPUT);
    }

    /** The size of the one on the standard error; empty if that is no terminal. */
    public static Optional<Size> ofStandardError() {
        return size(STANDARD_ERROR);
    }

    /** True if the standard output is a terminal. */
    public static boolean isStandardOutput() {
        return ofStandardOutput().isPresent();
    }

    private static Optional<Size> size(int descriptor) {
        try (NativeBlock winsize = new NativeBlock(WINSIZE)) {
            return Libc.IOCTL.call(descriptor, TIOCGWINSZ, winsize.address()) == Libc.FAILED
                    ? Optional.empty()
                    : Optional.of(new Size(winsize.getShort(2), winsize.getShort(0)));
        }
    }
}
