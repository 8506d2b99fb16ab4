package dev.handoff.conformance;

import dev.handoff.demo.load.Failure;
import dev.handoff.demo.takeover.Crashed;
import java.time.Duration;

/**
 * A release that was killed a second after READY.
 *
 * @param back from the signal until its predecessor accepted again
 */
record Crash(Crashed release, Duration back) {
    /** Whether a failed request is one that the dead process had itself accepted. */
    boolean tookAlong(Failure failure) {
        return release.hadAccepted(failure);
    }
}
