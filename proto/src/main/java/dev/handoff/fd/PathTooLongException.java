package dev.handoff.fd;

import java.io.IOException;
import java.nio.file.Path;

/** A path does not fit the 108 bytes of sun_path with its closing zero: unix(7). */
public final class PathTooLongException extends IOException {
    private static final long serialVersionUID = 1;

    PathTooLongException(Path path, int bytes) {
        super("a Unix socket's path has at most " + UnixPath.MAX_BYTES + " bytes, this one has " + bytes + ": " + path);
    }
}
