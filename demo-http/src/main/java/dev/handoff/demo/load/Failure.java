package dev.handoff.demo.load;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One failed request.
 *
 * @param kept whether it was on a kept connection
 * @param due when it was to be sent
 * @param connected when its connection was established; null if it never was
 * @param at when it failed
 * @param last who had last answered on its connection; null if nobody yet
 * @param detail what the operating system or the server said
 */
public record Failure(
        FailureKind kind,
        boolean kept,
        Instant due,
        @Nullable Instant connected,
        Instant at,
        @Nullable Served last,
        String detail) {

    /** When its connection was established, if it ever was. */
    public Optional<Instant> connectedAt() {
        return Optional.ofNullable(connected);
    }

    /** Who had last answered on its connection, if anybody had. */
    public Optional<Served> lastServed() {
        return Optional.ofNullable(last);
    }

    @Override
    public String toString() {
        return kind.name().toLowerCase(Locale.ROOT)
                + (kept ? " on a kept connection" : " on a fresh connection")
                + ", due " + due + ", connected " + (connected == null ? "never" : connected) + ", failed " + at
                + (last == null ? "" : ", answered before by " + last)
                + (detail.isEmpty() ? "" : ": " + detail);
    }
}
