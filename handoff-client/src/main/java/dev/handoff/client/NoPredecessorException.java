package dev.handoff.client;

import java.io.IOException;

/** Nobody answers at the control path: there is none, or its owner is gone. */
public final class NoPredecessorException extends IOException {
    private static final long serialVersionUID = 1;

    NoPredecessorException(String message) {
        super(message);
    }
}
