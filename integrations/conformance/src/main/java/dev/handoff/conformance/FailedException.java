package dev.handoff.conformance;

/** The script can't go on with this server: a process did not do what it had to, in time. The message has what it printed. */
final class FailedException extends Exception {
    private static final long serialVersionUID = 1;

    FailedException(String message) {
        super(message);
    }
}
