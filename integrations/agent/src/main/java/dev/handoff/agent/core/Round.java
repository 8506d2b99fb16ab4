package dev.handoff.agent.core;

import dev.handoff.fd.Deadline;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/** How long the answers of one round took. Thread-safe. */
final class Round {
    private static final int MOST = 1 << 14;
    private static final long LEAST_MILLIS = 500;

    private final int least;
    private final Deadline deadline;
    private final long begun = System.nanoTime();
    /** Guarded by this, as is count. */
    private final long[] micros = new long[MOST];

    private int count;

    /**
     * @param least so many answers, and not before some time is over
     * @param deadline no longer than that
     */
    Round(int least, Deadline deadline) {
        this.least = least;
        this.deadline = deadline;
    }

    synchronized void add(long nanos) {
        if (count < MOST) {
            micros[count++] = TimeUnit.NANOSECONDS.toMicros(nanos);
        }
    }

    synchronized boolean isOver() {
        return deadline.isPast() || count == MOST || (count >= least && millis() >= LEAST_MILLIS);
    }

    synchronized int count() {
        return count;
    }

    long millis() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
    }

    /** What a share of the answers took at most, in microseconds; for ever if there was none. */
    synchronized long micros(double share) {
        Arrays.sort(micros, 0, count);
        return count == 0 ? Long.MAX_VALUE : micros[Math.max(0, (int) Math.ceil(share * count) - 1)];
    }
}
