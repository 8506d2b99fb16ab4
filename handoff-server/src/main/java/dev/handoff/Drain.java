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
    private @Nullable Instant beganAt;
    private @Nullable Instant endsAt;
    private Deadline deadline = Deadline.never();
    private long inFlightFirst;
    private long connectionsFirst;
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

    /** Notes what there is to finish; the deadline counts from here. */
    synchronized void begin() {
        Instant now = Instant.now();
        beganAt = now;
        endsAt = limit.map(now::plus).orElse(null);
        deadline = limit.map(Deadline::in).orElse(Deadline.never());
        inFlightFirst = inFlight();
        connectionsFirst = connections();
    }

    synchronized boolean hasBegun() {
        return beganAt != null;
    }

    /** When it began. */
    synchronized Optional<Instant> beganAt() {
        return Optional.ofNullable(beganAt);
    }

    /** What was in flight then. */
    synchronized long inFlightFirst() {
        return inFlightFirst;
    }

    /** Which connections there were then. */
    synchronized long connectionsFirst() {
        return connectionsFirst;
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
        if (!hasBegun()) {
            begin();
        }
        Deadline last = deadline();
        int zeros = 0;
        while (zeros < LOOKS) {
            if (isEnded() || last.isPast()) {
                return false;
            }
            zeros = isBusy() ? 0 : zeros + 1;
            pause(Deadline.in(LOOK).or(last));
        }
        return true;
    }

    private synchronized Deadline deadline() {
        return deadline;
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
