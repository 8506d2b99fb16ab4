package dev.handoff.resident;

import java.time.Duration;

/**
 * How a {@link Resident} treats its programs.
 *
 * @param probation how long a program that replaces another in place has to live, once it is ready, before that one is
 *     drained
 * @param drainSignal tells a program to finish what it has and to end; signal(7)
 * @param drainWithin what is left of it is killed then
 * @param restart whether one that ended by itself is started again
 */
public record Conduct(Duration probation, int drainSignal, Duration drainWithin, Restart restart) {
    private static final int LAST_SIGNAL = 64;

    /** Checks the signal. */
    public Conduct {
        if (drainSignal < 1 || drainSignal > LAST_SIGNAL) {
            throw new IllegalArgumentException("signal " + drainSignal);
        }
    }
}
