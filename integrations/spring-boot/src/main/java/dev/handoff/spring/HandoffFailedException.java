package dev.handoff.spring;

import org.springframework.boot.ExitCodeGenerator;

/** This release did not become the owner; the predecessor serves on. Ends the application with status 75, "try again". */
public final class HandoffFailedException extends RuntimeException implements ExitCodeGenerator {
    /** sysexits.h: EX_TEMPFAIL. */
    static final int STATUS = 75;

    private static final long serialVersionUID = 1;

    HandoffFailedException(Exception cause) {
        super("not READY: " + cause.getMessage(), cause);
    }

    @Override
    public int getExitCode() {
        return STATUS;
    }
}
