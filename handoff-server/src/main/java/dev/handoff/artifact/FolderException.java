package dev.handoff.artifact;

import java.io.IOException;

/** The folder of the artifacts can't be used: it is not private, or what was to be written there could not be. */
public final class FolderException extends IOException {
    private static final long serialVersionUID = 1L;

    FolderException(String message) {
        super(message);
    }

    FolderException(String message, IOException cause) {
        super(message, cause);
    }
}
