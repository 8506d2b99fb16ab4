package dev.handoff.program;

import java.io.IOException;

/** The other end of an {@link AttendantLine} could not do its part. */
public final class AttendantException extends IOException {
    private static final long serialVersionUID = 1;

    private final int status;

    AttendantException(int status, String sentence) {
        super(sentence);
        this.status = status;
    }

    /** The exit status that says it to whoever started us: sysexits.h. */
    public int status() {
        return status;
    }
}
