package dev.handoff;

import java.io.IOException;

/** A warm-up hook failed, so this process never said READY; the predecessor serves on. */
public final class WarmUpException extends IOException {
    private static final long serialVersionUID = 1;

    WarmUpException(Exception cause) {
        super("the warm-up failed: " + cause, cause);
    }
}
