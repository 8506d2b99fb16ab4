package dev.handoff.fd;

import java.io.IOException;

/**
 * The signal that the JDK itself sends to a thread to get it out of a blocking system call. Its handler does nothing; the
 * call returns EINTR, and the JDK makes it again.
 */
public final class WakeUpSignal {
    /** SIGRTMAX - 2. */
    public static final int NUMBER = 62;

    private WakeUpSignal() {}

    /**
     * Sends it to one thread of this process: tgkill(2).
     *
     * <p>Hazard: where the JDK has not installed its handler, this ends the process.
     *
     * @return false if the thread is gone
     */
    public static boolean send(int thread) throws IOException {
        long process = ProcessHandle.current().pid();
        try {
            Libc.SYSCALL.tried(Machine.CURRENT.tgkill, process, thread, NUMBER, 0, 0);
            return true;
        } catch (ErrnoException e) {
            if (e.is(Errno.ESRCH)) {
                return false;
            }
            throw e;
        }
    }
}
