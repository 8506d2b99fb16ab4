package dev.handoff.wire;

import java.io.IOException;

/** The peer broke the protocol: garbage, an oversized frame, a message out of order, descriptors that are not as declared. */
public final class ProtocolException extends IOException {
    private static final long serialVersionUID = 1;

    /** With {@code message} saying what was wrong. */
    public ProtocolException(String message) {
        super(message);
    }
}
