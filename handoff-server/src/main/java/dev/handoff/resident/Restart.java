package dev.handoff.resident;

import dev.handoff.fd.ProcessEnd;

/** Whether a program that ended by itself is started again. */
public enum Restart {
    NEVER,
    /** Unless it ended with status 0. */
    ON_FAILURE,
    ALWAYS;

    boolean applies(ProcessEnd end) {
        return switch (this) {
            case NEVER -> false;
            case ON_FAILURE -> !end.isSuccess();
            case ALWAYS -> true;
        };
    }
}
