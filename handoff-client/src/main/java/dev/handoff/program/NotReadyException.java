package dev.handoff.program;

import java.io.IOException;

/** A program is not ready and will not be, or not in time. The message follows the program's name: {@code ended}. */
public final class NotReadyException extends IOException {
    private static final long serialVersionUID = 1;

    /** With what follows the program's name. */
    public NotReadyException(String message) {
        super(message);
    }
}
