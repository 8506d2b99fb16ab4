package dev.handoff.client;

import java.io.IOException;

/** The exchange ended before the commit: the predecessor serves on, unchanged. */
public final class HandoffAbortedException extends IOException {
    private static final long serialVersionUID = 1;

    /** With the reason. */
    public HandoffAbortedException(String message) {
        super(message);
    }
}
