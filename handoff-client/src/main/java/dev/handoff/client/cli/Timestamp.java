package dev.handoff.client.cli;

import java.time.LocalDateTime;
import java.time.ZoneOffset;

/** Milliseconds since the epoch as ISO 8601 in UTC, always with milliseconds: {@code 2026-11-01T12:00:00.000Z}. */
final class Timestamp {
    private Timestamp() {}

    // Instant.toString() brings in java.time.format: some 20 ms of CPU in a process that lives for 200.
    static String of(long millis) {
        LocalDateTime time = LocalDateTime.ofEpochSecond(Math.floorDiv(millis, 1000), 0, ZoneOffset.UTC);
        StringBuilder text = new StringBuilder(24).append(time.toLocalDate()).append('T');
        digits(time.getHour(), 2, text).append(':');
        digits(time.getMinute(), 2, text).append(':');
        digits(time.getSecond(), 2, text).append('.');
        return digits((int) Math.floorMod(millis, 1000L), 3, text).append('Z').toString();
    }

    private static StringBuilder digits(int number, int width, StringBuilder to) {
        String digits = Integer.toString(number);
        return to.append("0".repeat(width - digits.length())).append(digits);
    }
}
