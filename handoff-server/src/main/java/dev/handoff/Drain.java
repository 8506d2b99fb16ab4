package dev.handoff;

import dev.handoff.fd.Deadline;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Finishing what was accepted: the live counts, and the wait until they are zero. */
final class Drain {
    /** The counts are the application's, and tell nobody when they change. */
    private static final Duration LOOK = Duration.ofMillis(20);
    /** Zero must hold this often: a connection just accepted is not counted at once. */
    private static final int LOOKS = 5;

    private final Optional<Duration> limit;
    /** Guarded by this, as is all below. */
    private LongSupplier inFlight = () -> 0;

    private LongSupplier connections = () -> 0;
    private BooleanSupplier busy = () -> false;
    private @Nullable Instant endsAt;
    private boolean ended;

    Drain(Optional<Duration> limit) {
        this.limit = limit;
    }

    synchronized void measure(LongSupplier requests, LongSupplier open) {
        inFlight = requests;
        connections = open;
    }

    synchronized void busyWhile(BooleanSupplier stillBusy) {
        busy = stillBusy;
    }

    private synchronized boolean isBusy() {
        return busy.getAsBoolean() || inFlight() > 0 || connections() > 0;
    }

    synchronized long inFlight() {
        return Math.max(0, inFlight.getAsLong());
    }

    synchronized long connections() {
        return Math.max(0, connections.getAsLong());
    }

    /** When the drain ends at the latest; empty before it has begun, or when it has no bound. */
    synchronized Optional<Instant> endsAt() {
        return Optional.ofNullable(endsAt);
    }

    /** Ends it, whatever is left. */
    synchronized void end() {
        ended = true;
        notifyAll();
    }

    /** Waits until nothing is left, the deadline, or {@link #end}. True if nothing is left. */
    boolean await() throws InterruptedException {
        Deadline deadline = limit.map(Deadline::in).orElse(Deadline.never());
        synchronized (this) {
            endsAt = limit.map(time -> Instant.now().plus(time)).orElse(null);
        }
        int zeros = 0;
        while (zeros < LOOKS) {
            if (isEnded() || deadline.isPast()) {
                return false;
            }
            zeros = isBusy() ? 0 : zeros + 1;
            pause(Deadline.in(LOOK).or(deadline));
        }
        return true;
    }

    private synchronized boolean isEnded() {
        return ended;
    }

    private synchronized void pause(Deadline until) throws InterruptedException {
        while (!ended && !until.isPast()) {
            TimeUnit.NANOSECONDS.timedWait(this, Math.max(1, until.remainingNanos()));
        }
    }
}
