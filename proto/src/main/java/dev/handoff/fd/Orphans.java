package dev.handoff.fd;

import java.io.IOException;
import java.util.OptionalInt;

/**
 * The children of this process taken together: those it has started, and the orphans that became its own, because it is their
 * subreaper or PID 1. See waitid(2), PR_SET_CHILD_SUBREAPER(2const).
 */
public final class Orphans {
    private static final int P_ALL = 0;
    private static final int P_PID = 1;
    private static final int WNOHANG = 1;
    private static final int WEXITED = 4;
    private static final int WNOWAIT = 0x0100_0000;
    private static final int SIGINFO = 128;
    private static final int PID = 16;
    private static final int PR_SET_CHILD_SUBREAPER = 36;
    private static final int EVERYBODY = -1;

    private Orphans() {}

    /** Makes this process the parent of every descendant whose own parent ends, instead of PID 1. */
    public static void adopt() throws IOException {
        Libc.PRCTL.tried(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
    }

    /** Waits until a child has ended, and returns its number without reaping it; empty if there is no child at all. */
    public static OptionalInt awaitEnded() throws IOException {
        return ended(0);
    }

    /** True if this process has a child, alive or not reaped. */
    public static boolean areAny() throws IOException {
        return ended(WNOHANG).isPresent();
    }

    private static OptionalInt ended(int how) throws IOException {
        try (NativeBlock info = new NativeBlock(SIGINFO)) {
            Libc.WAITID.tried(P_ALL, 0, info.address(), WEXITED | WNOWAIT | how);
            return OptionalInt.of(info.getInt(PID));
        } catch (ErrnoException e) {
            if (e.is(Errno.ECHILD)) {
                return OptionalInt.empty();
            }
            throw e;
        }
    }

    /** Reaps a child that has ended. Of no effect if it lives, or is none. */
    public static void reap(int pid) throws IOException {
        try (NativeBlock info = new NativeBlock(SIGINFO)) {
            Libc.WAITID.tried(P_PID, pid, info.address(), WEXITED | WNOHANG);
        } catch (ErrnoException e) {
            if (!e.is(Errno.ECHILD)) {
                throw e;
            }
        }
    }

    /**
     * Sends a signal to every other process of a pid namespace whose PID 1 this process is; 0 asks whether there is any.
     *
     * @return false if there is none
     * @throws IllegalStateException if it is not PID 1: everybody would be the whole machine
     */
    public static boolean signalEverybody(int number) throws IOException {
        if (ProcessHandle.current().pid() != 1) {
            throw new IllegalStateException("not PID 1");
        }
        try {
            Libc.KILL.tried(EVERYBODY, number);
            return true;
        } catch (ErrnoException e) {
            if (e.is(Errno.ESRCH)) {
                return false;
            }
            if (e.is(Errno.EPERM)) {
                return true;
            }
            throw e;
        }
    }
}
