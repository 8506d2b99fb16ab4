package dev.handoff.gate;

import java.io.IOException;

/**
 * The application closed the channel that sat on the seat. The number may refer to anything by now, so it is left alone;
 * the gate can only be retired or closed.
 */
public final class SeatLostException extends IOException {
    private static final long serialVersionUID = 1;

    SeatLostException(String listener, Object seat) {
        super("listener " + listener + ": its channel was closed, and " + seat + " is no longer ours; left untouched");
    }
}
