package dev.handoff.client.cli;

import java.time.Duration;

/** A time as people write it: a whole number and {@code ms}, {@code s}, {@code m} or {@code h}. */
public final class DurationText {
    /** Enough for any wait, and far from every overflow. */
    private static final int MAX_DIGITS = 9;

    private DurationText() {}

    /**
     * Reads it.
     *
     * @throws UsageException if it is none
     */
    public static Duration parse(String text) throws UsageException {
        int digits = 0;
        while (digits < text.length() && text.charAt(digits) >= '0' && text.charAt(digits) <= '9') {
            digits++;
        }
        if (digits == 0 || digits > MAX_DIGITS) {
            throw wrong(text);
        }
        long number = Long.parseLong(text.substring(0, digits));
        return switch (text.substring(digits)) {
            case "ms" -> Duration.ofMillis(number);
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            default -> throw wrong(text);
        };
    }

    private static UsageException wrong(String text) {
        return new UsageException("'" + Printable.of(text) + "' is no duration such as 500ms, 30s, 2m or 1h");
    }
}
