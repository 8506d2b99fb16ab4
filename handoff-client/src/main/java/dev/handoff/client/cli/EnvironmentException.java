package dev.handoff.client.cli;

import java.io.IOException;

/** The machine lacks what the program needs, or takes no output; the message says it all. */
final class EnvironmentException extends IOException {
    private static final long serialVersionUID = 1;

    EnvironmentException(String message) {
        super(message);
    }
}
