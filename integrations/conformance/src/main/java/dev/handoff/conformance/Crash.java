package dev.handoff.conformance;

import dev.handoff.demo.load.Failure;
import dev.handoff.demo.takeover.Crashed;
import java.time.Duration;
import java.util.List;

/**
 * A release that was killed a second after READY.
 *
 * @param lost requests that nothing excuses
 * @param takenAlong how many the dead process had itself accepted
 * @param back from the signal until its predecessor accepted again
 */
record Crash(List<Failure> lost, int takenAlong, Duration back) {
    static Crash of(List<Failure> failures, Crashed crashed, Duration back) {
        List<Failure> lost = failures.stream()
                .filter(failure -> !crashed.hadAccepted(failure))
                .toList();
        return new Crash(lost, failures.size() - lost.size(), back);
    }
}
