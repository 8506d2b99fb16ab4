package dev.handoff.client;

import dev.handoff.fd.ErrnoException;
import java.io.IOException;
import java.nio.file.Path;

/** The control path can't be what it must be: it is no socket, or its directory is not private. */
public final class ControlPathException extends IOException {
    private static final long serialVersionUID = 1;

    private final boolean isPermission;

    ControlPathException(String message, boolean isPermission) {
        super(message);
        this.isPermission = isPermission;
    }

    /** A socket can't be made in the folder of {@code control}, whoever asks: its file system has none, or takes nothing new. */
    public static ControlPathException noSockets(Path control, ErrnoException because) {
        ControlPathException exception = new ControlPathException(
                control + ": the file system of its folder can't hold a socket (" + because.getMessage() + ")", false);
        exception.initCause(because);
        return exception;
    }

    /** True if somebody else could have put the socket there, or we may not reach it. */
    public boolean isPermission() {
        return isPermission;
    }
}
