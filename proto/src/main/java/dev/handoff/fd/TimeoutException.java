package dev.handoff.fd;

import java.io.IOException;

/** A wait reached its deadline. */
public final class TimeoutException extends IOException {
    private static final long serialVersionUID = 1;

    /** With {@code message} saying what was waited for. */
    public TimeoutException(String message) {
        super(message);
    }
}
