package dev.handoff.client;

import java.io.IOException;

/** This JDK has closed every way from a descriptor to a channel that we know. */
public final class AdoptionException extends IOException {
    private static final long serialVersionUID = 1;

    AdoptionException(Throwable cause) {
        super(
                "this JDK (" + Runtime.version() + ") does not let a descriptor become a channel; try"
                        + " --add-opens java.base/sun.nio.ch=ALL-UNNAMED --add-opens java.base/java.io=ALL-UNNAMED",
                cause);
    }
}
