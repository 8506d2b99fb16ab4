package dev.handoff.bench.peers;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What must hold of our own releases, with what was measured. */
final class Bars {
    private static final double RATIO = 1.5;

    private Bars() {}

    /**
     * One line a bar.
     *
     * @param against whose ratio ours must not exceed
     */
    static List<String> of(Standing ours, Optional<Standing> against) {
        List<String> lines = new ArrayList<>();
        lines.add(line(
                isLossless(ours),
                Tables.format(
                        "%s: %d of %d requests failed, over %d handoffs; the bar is 0",
                        ours.name(), ours.failures(), ours.requests(), ours.handoffs())));
        for (double percentile : new double[] {99.9, 100}) {
            String what = percentile == 100 ? "max" : "p99.9";
            double ratio = ours.ratio(percentile);
            lines.add(line(
                    ratio <= RATIO,
                    Tables.format(
                            "%s around a handoff is %.2f times the steady one; the bar is %.1f", what, ratio, RATIO)));
            against.ifPresent(other -> lines.add(line(
                    ratio <= other.ratio(percentile),
                    Tables.format("%s: %.2f, %s %.2f", what, ratio, other.name(), other.ratio(percentile)))));
        }
        return lines;
    }

    static boolean isLossless(Standing ours) {
        return ours.failures() == 0;
    }

    private static String line(boolean holds, String text) {
        return (holds ? "holds   " : "MISSED  ") + text;
    }
}
