package dev.handoff.client.cli;

import dev.handoff.client.HandoffClient;
import dev.handoff.client.Identity;
import dev.handoff.client.NoPredecessorException;
import dev.handoff.fd.Deadline;
import dev.handoff.fd.ErrnoException;
import dev.handoff.fd.TimeoutException;
import dev.handoff.wire.RefusedException;
import dev.handoff.wire.v1.RefusalCode;
import dev.handoff.wire.v1.Status;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Looks at whoever answers at a control path, again and again, on one connection to each: so a process that was handed over
 * from is still seen while it drains. Between two owners nobody may answer for a moment. One thread's, but for {@link #close}.
 */
final class Sightings implements AutoCloseable {
    private static final Duration GREETING = Duration.ofSeconds(10);
    /** Without an owner for longer, there is none. */
    private static final Duration MOMENT = Duration.ofSeconds(10);

    private static final Duration AGAIN = Duration.ofMillis(100);

    private final Path control;
    private final Duration tick;
    private volatile @Nullable HandoffClient client;
    private volatile boolean closed;
    private long change;
    private Deadline giveUp = Deadline.in(Duration.ZERO);

    /** @param tick how long to wait for news before looking all the same */
    Sightings(Path control, Duration tick) {
        this.control = control;
        this.tick = tick;
    }

    /**
     * The next look: as soon as there is news. Empty when the process that was looked at has ended, or as long as nobody answers
     * just now.
     *
     * @throws NoPredecessorException if nobody answers from the beginning, or any more
     * @throws TimeoutException if whoever has the socket does not answer
     */
    Optional<Status> next() throws IOException {
        try {
            HandoffClient now = connected();
            Status status = now.awaitNews(change, tick);
            if (!now.isWatchable()) {
                pause(tick);
            }
            change = status.getChange();
            giveUp = Deadline.in(MOMENT);
            return Optional.of(status);
        } catch (EOFException | NoPredecessorException | TimeoutException e) {
            // One that hangs may have been taken over from by now: then another answers.
            return ended(e);
        } catch (ErrnoException e) {
            if (!e.isHangUp()) {
                throw e;
            }
            return ended(e);
        } catch (RefusedException e) {
            if (e.code() != RefusalCode.DRAINING) {
                throw e;
            }
            return ended(e);
        }
    }

    private HandoffClient connected() throws IOException {
        HandoffClient present = client;
        if (present == null) {
            Identity nobody =
                    new Identity("", "handoff-client-" + ProcessHandle.current().pid());
            present = HandoffClient.connect(control, nobody, GREETING);
            client = present;
            change = 0;
            if (closed) {
                close();
            }
        }
        return present;
    }

    private Optional<Status> ended(IOException how) throws IOException {
        HandoffClient last = client;
        client = null;
        if (last != null) {
            last.close();
        } else if (giveUp.isPast()) {
            throw how;
        } else {
            pause(AGAIN);
        }
        return Optional.empty();
    }

    private static void pause(Duration time) throws InterruptedIOException {
        try {
            TimeUnit.NANOSECONDS.sleep(time.toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
    }

    /** Ends a look that waits, too. */
    @Override
    public void close() {
        closed = true;
        HandoffClient last = client;
        if (last != null) {
            last.close();
        }
    }
}
