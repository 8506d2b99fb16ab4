package dev.handoff.client;

import dev.handoff.fd.Errno;
import dev.handoff.fd.ErrnoException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
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

    /** Nothing can be made in the folder of {@code control}, or the folder itself can't: there is no place for it, or no right. */
    public static ControlPathException noFolder(Path control, IOException because) {
        boolean isPermission = because instanceof AccessDeniedException
                || (because instanceof ErrnoException error && error.is(Errno.EACCES));
        ControlPathException exception = new ControlPathException(
                control + ": nothing can be made in its folder (" + reason(because) + ")", isPermission);
        exception.initCause(because);
        return exception;
    }

    private static String reason(IOException because) {
        if (because instanceof AccessDeniedException denied) {
            return denied.getFile() + ": permission denied";
        }
        if (because instanceof FileSystemException file) {
            return file.getFile() + ": " + (file.getReason() == null ? "it can't be made" : file.getReason());
        }
        return String.valueOf(because.getMessage());
    }

    /** True if somebody else could have put the socket there, or we may not reach it. */
    public boolean isPermission() {
        return isPermission;
    }
}
