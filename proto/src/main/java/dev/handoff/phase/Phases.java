package dev.handoff.phase;

import dev.handoff.fd.Deadline;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Predicate;

/**
 * The phase something is in, changed only by {@link #advance}: a step that the machine does not allow throws, a step that
 * it does is seen by whoever waits, once.
 */
public final class Phases<P extends Enum<P> & Phase<P>> {
    private final InstantSource clock;
    private final BiConsumer<P, P> onAdvance;
    /** When each phase began, the present one last. Guarded by this, as is every field below. */
    private final List<Entered<P>> entered = new ArrayList<>();

    private P current;

    private record Entered<P>(P phase, Instant at, long nanos) {}

    /** How long a phase took. */
    public record Took<P>(P phase, Duration time) {}

    /**
     * Starts in {@code first}.
     *
     * @param onAdvance told each step, from and to, under the lock: it must only note or log
     */
    public Phases(P first, InstantSource clock, BiConsumer<P, P> onAdvance) {
        this.clock = clock;
        this.onAdvance = onAdvance;
        this.current = first;
        entered.add(new Entered<>(first, clock.instant(), System.nanoTime()));
    }

    /** The phase now. */
    public synchronized P current() {
        return current;
    }

    public synchronized boolean isIn(P phase) {
        return current == phase;
    }

    /** When the present phase began, by the wall clock. */
    public synchronized Instant since() {
        return entered.get(entered.size() - 1).at();
    }

    /** When the first phase began, by the wall clock. */
    public synchronized Instant startedAt() {
        return entered.get(0).at();
    }

    /**
     * Goes to {@code to}.
     *
     * @throws IllegalStateException if that does not follow the present phase
     */
    public synchronized void advance(P to) {
        if (!advanceIf(current, to)) {
            throw new IllegalStateException(current + " does not lead to " + to);
        }
    }

    /** Goes from {@code from} to {@code to} if that is where it is and the machine allows it; says whether it did. */
    public synchronized boolean advanceIf(P from, P to) {
        if (current != from || !current.next().contains(to)) {
            return false;
        }
        current = to;
        entered.add(new Entered<>(to, clock.instant(), System.nanoTime()));
        onAdvance.accept(from, to);
        notifyAll();
        return true;
    }

    /** Waits until {@code wanted} holds of the phase; returns the phase then, or at the deadline. */
    public synchronized P await(Predicate<P> wanted, Deadline deadline) throws InterruptedException {
        while (!wanted.test(current) && !deadline.isPast()) {
            TimeUnit.NANOSECONDS.timedWait(this, Math.max(1, deadline.remainingNanos()));
        }
        return current;
    }

    /** The finished phases in their order, and the present one up to now. */
    public synchronized List<Took<P>> timeline() {
        List<Took<P>> timeline = new ArrayList<>();
        for (int i = 0; i < entered.size(); i++) {
            long end = i + 1 < entered.size() ? entered.get(i + 1).nanos() : System.nanoTime();
            timeline.add(new Took<>(
                    entered.get(i).phase(),
                    Duration.ofNanos(end - entered.get(i).nanos())));
        }
        return timeline;
    }
}
