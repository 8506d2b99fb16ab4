package dev.handoff.fd;

/**
 * How a process ended.
 *
 * @param status its exit status; that of a shell, 128 and the signal, where a signal ended it; -1 if nobody can tell
 * @param signal the signal that ended it, or 0
 */
public record ProcessEnd(int status, int signal) {
    /** To a signal's number, as a shell counts. */
    private static final int KILLED = 128;

    static ProcessEnd exited(int status) {
        return new ProcessEnd(status, 0);
    }

    static ProcessEnd killed(int signal) {
        return new ProcessEnd(KILLED + signal, signal);
    }

    /** It has ended, and somebody else was told how. */
    public static ProcessEnd unknown() {
        return new ProcessEnd(-1, 0);
    }

    /** True if it ended with status 0. */
    public boolean isSuccess() {
        return status == 0;
    }

    /** To follow the name of the program: {@code ended with status 3}. */
    @Override
    public String toString() {
        if (status < 0) {
            return "ended";
        }
        return signal > 0 ? "was ended by signal " + signal : "ended with status " + status;
    }
}
