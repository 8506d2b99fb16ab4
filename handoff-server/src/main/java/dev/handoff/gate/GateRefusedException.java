package dev.handoff.gate;

import java.io.IOException;

/** This listener can't be gated, or this process can't switch a gate; the message says why. Nothing was changed. */
public final class GateRefusedException extends IOException {
    private static final long serialVersionUID = 1;

    GateRefusedException(String reason) {
        super(reason);
    }
}
