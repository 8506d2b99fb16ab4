package dev.handoff.resident;

import dev.handoff.fd.Deadline;
import java.util.concurrent.TimeUnit;

/** Wakes one thread to look again. A ring while it looks is not lost: it looks once more. */
final class Bell {
    /** Guarded by this. */
    private boolean rung;

    synchronized void ring() {
        rung = true;
        notifyAll();
    }

    /** Waits for a ring, or until the deadline. */
    synchronized void await(Deadline deadline) throws InterruptedException {
        while (!rung && !deadline.isPast()) {
            TimeUnit.NANOSECONDS.timedWait(this, Math.max(1, deadline.remainingNanos()));
        }
        rung = false;
    }
}
