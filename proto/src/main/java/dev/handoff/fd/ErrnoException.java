package dev.handoff.fd;

import java.io.IOException;

/** A system call failed; the message names the call and the error, as in {@code recvmsg: EMFILE}. */
public final class ErrnoException extends IOException {
    private static final long serialVersionUID = 1;

    private final Errno errno;

    ErrnoException(String call, int number) {
        super(call + ": " + name(number));
        this.errno = Errno.of(number);
    }

    /** The error, or {@link Errno#OTHER}. */
    public Errno errno() {
        return errno;
    }

    /** True if this is one of {@code candidates}. */
    public boolean is(Errno... candidates) {
        for (Errno candidate : candidates) {
            if (errno == candidate) {
                return true;
            }
        }
        return false;
    }

    /** True if the peer has hung up. What it said before may still be there to be read. */
    public boolean isHangUp() {
        return is(Errno.EPIPE, Errno.ECONNRESET);
    }

    private static String name(int number) {
        Errno errno = Errno.of(number);
        return errno == Errno.OTHER ? "errno " + number : errno.name();
    }
}
