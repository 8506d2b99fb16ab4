package dev.handoff.conformance;

import dev.handoff.demo.load.Report;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Locale;

/** How long the answers of a while took, from when each request was due. */
record Latency(Duration p99, Duration max) {
    static final Latency NONE = new Latency(Duration.ZERO, Duration.ZERO);

    static Latency of(Report report) {
        return new Latency(report.latency(0.99), report.latency(1));
    }

    /** @param micros of each, in any order */
    static Latency of(long[] micros) {
        if (micros.length == 0) {
            return NONE;
        }
        long[] sorted = micros.clone();
        Arrays.sort(sorted);
        int rank = (int) Math.ceil(0.99 * sorted.length) - 1;
        return new Latency(micros(sorted[rank]), micros(sorted[sorted.length - 1]));
    }

    private static Duration micros(long count) {
        return Duration.of(count, ChronoUnit.MICROS);
    }

    double p99Millis() {
        return p99.toNanos() / 1e6;
    }

    double maxMillis() {
        return max.toNanos() / 1e6;
    }

    @Override
    public String toString() {
        return max.isZero() ? "-" : String.format(Locale.ROOT, "%.0f / %.0f", p99Millis(), maxMillis());
    }
}
