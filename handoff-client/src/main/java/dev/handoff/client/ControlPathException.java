package dev.handoff.client;

import java.io.IOException;

/** The control path can't be what it must be: it is no socket, or its directory is not private. */
public final class ControlPathException extends IOException {
    private static final long serialVersionUID = 1;

    private final boolean isPermission;

    ControlPathException(String message, boolean isPermission) {
        super(message);
        this.isPermission = isPermission;
    }

    /** True if somebody else could have put the socket there, or we may not reach it. */
    public boolean isPermission() {
        return isPermission;
    }
}
