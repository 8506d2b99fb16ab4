package dev.handoff.bench.peers;

import dev.handoff.demo.load.Failure;
import java.util.List;
import java.util.Map;

/**
 * What one release cost.
 *
 * @param requests all of the turn
 * @param failures those of them that failed
 * @param steady what was answered in a second before the release began; offsets from the start of that second
 * @param around what was answered of the requests due within half a second of the handoff; offsets from the handoff
 * @param phases milliseconds from the command, by name
 * @param oldGone whether the old release ended
 */
record Passage(
        int requests,
        List<Failure> failures,
        List<Sample> steady,
        List<Sample> around,
        Map<String, Double> phases,
        boolean oldGone) {

    /** One answer, in microseconds. */
    record Sample(long offset, long latency) {}

    Passage {
        failures = List.copyOf(failures);
        steady = List.copyOf(steady);
        around = List.copyOf(around);
    }

    /** As far as failures go. */
    Passage withoutLatencies() {
        return new Passage(requests, failures, List.of(), List.of(), Map.of(), oldGone);
    }
}
