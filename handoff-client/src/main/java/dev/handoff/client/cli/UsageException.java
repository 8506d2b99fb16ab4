package dev.handoff.client.cli;

/** The command line is not one that the program takes. */
public final class UsageException extends Exception {
    private static final long serialVersionUID = 1;

    UsageException(String message) {
        super(message);
    }
}
