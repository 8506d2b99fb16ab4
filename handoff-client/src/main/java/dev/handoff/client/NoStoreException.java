package dev.handoff.client;

import java.io.IOException;
import java.nio.file.Path;

/** Who answers at the path keeps no listeners for others. */
public final class NoStoreException extends IOException {
    private static final long serialVersionUID = 1;

    /** At {@code control}. */
    public NoStoreException(Path control) {
        super("who answers at " + control + " keeps no listeners for others");
    }
}
