package dev.handoff.server;

import dev.handoff.fd.Deadline;
import dev.handoff.fd.UnixStream;
import dev.handoff.phase.Phases;
import dev.handoff.phase.ProcessPhase;
import dev.handoff.wire.RefusedException;
import dev.handoff.wire.v1.RefusalCode;
import java.io.EOFException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One exchange at a time, probation included; the others stand in line, first come first served, each to its deadline. */
final class ExchangeLine {
    /** How often one who waits is looked at, whether he is still there. */
    private static final Duration LOOK = Duration.ofMillis(100);

    private final Phases<ProcessPhase> process;
    /** Guarded by this, as are the fields below. */
    private final Deque<Object> waiting = new ArrayDeque<>();

    private @Nullable Exchange present;
    private Instant since = Instant.EPOCH;
    private boolean closed;

    ExchangeLine(Phases<ProcessPhase> process) {
        this.process = process;
    }

    /**
     * Waits until {@code exchange} is the only one and the process owns the listeners. {@link #leave} ends it.
     *
     * @throws RefusedException BUSY at the deadline, DRAINING if the process will never own them again
     * @throws EOFException if the one who waits has hung up
     */
    void enter(Exchange exchange, UnixStream stream, Deadline deadline) throws IOException, InterruptedException {
        Object place = new Object();
        synchronized (this) {
            waiting.addLast(place);
        }
        try {
            while (!tryEnter(exchange, place)) {
                if (deadline.isPast()) {
                    throw busy(exchange);
                }
                if (stream.isHungUp()) {
                    throw new EOFException("gave up waiting");
                }
                awaitChange(Deadline.in(LOOK).or(deadline));
            }
        } finally {
            synchronized (this) {
                waiting.remove(place);
                notifyAll();
            }
        }
    }

    private synchronized boolean tryEnter(Exchange exchange, Object place) throws RefusedException {
        if (closed || process.isIn(ProcessPhase.RETIRED)) {
            throw new RefusedException(
                    RefusalCode.DRAINING, "this generation has handed its listeners over and drains; ask again");
        }
        if (present != null || waiting.peekFirst() != place || !process.isIn(ProcessPhase.OWNER)) {
            return false;
        }
        present = exchange;
        since = Instant.now();
        return true;
    }

    private synchronized void awaitChange(Deadline deadline) throws InterruptedException {
        TimeUnit.NANOSECONDS.timedWait(this, Math.max(1, deadline.remainingNanos()));
    }

    private synchronized RefusedException busy(Exchange exchange) {
        Exchange open = present;
        String holder =
                open == null ? "the process itself, not ready yet (" + process.current() + ")" : open.describe();
        Instant from = open == null ? process.since() : since;
        String sentence = "another exchange is open: " + holder + ", since " + from + "; " + exchange.describe()
                + " waited to its deadline";
        return RefusedException.busy(sentence, holder, from);
    }

    /** The exchange is over. */
    synchronized void leave(Exchange exchange) {
        if (present == exchange) {
            present = null;
            notifyAll();
        }
    }

    /** The exchange that is open now. */
    synchronized Optional<Exchange> present() {
        return Optional.ofNullable(present);
    }

    /** Waits until no exchange is open, or the deadline. */
    synchronized boolean awaitNone(Deadline deadline) throws InterruptedException {
        while (present != null && !deadline.isPast()) {
            TimeUnit.NANOSECONDS.timedWait(this, Math.max(1, deadline.remainingNanos()));
        }
        return present == null;
    }

    /** Nobody enters any more. */
    synchronized void close() {
        closed = true;
        notifyAll();
    }
}
