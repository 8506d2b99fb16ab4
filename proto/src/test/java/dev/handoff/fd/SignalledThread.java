package dev.handoff.fd;

/** Interrupts a system call as a signal does: by the JDK's own signal for its threads, which does nothing else. */
final class SignalledThread {
    private static final int SIGRTMAX = 64;
    private static final boolean AMD64 = System.getProperty("os.arch").equals("amd64");
    private static final int SYS_TGKILL = AMD64 ? 234 : 131;

    private SignalledThread() {}

    static void interrupt(int thread) throws ErrnoException {
        Libc.SYSCALL.tried(SYS_TGKILL, ProcessHandle.current().pid(), thread, SIGRTMAX - 2, 0, 0);
    }
}
