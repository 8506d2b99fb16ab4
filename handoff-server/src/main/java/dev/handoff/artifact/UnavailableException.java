package dev.handoff.artifact;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** A source does not give what it was asked for. Later it may. */
public final class UnavailableException extends IOException {
    private static final long serialVersionUID = 1L;

    private final transient Optional<Duration> after;

    /** Whenever it likes. */
    public UnavailableException(String message) {
        this(message, Optional.empty());
    }

    /** Not before {@code after}. */
    public UnavailableException(String message, Optional<Duration> after) {
        super(message);
        this.after = after;
    }

    /** How long it asks to be left alone. */
    public Optional<Duration> after() {
        return after;
    }
}
