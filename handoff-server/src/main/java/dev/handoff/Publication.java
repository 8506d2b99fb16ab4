package dev.handoff;

import dev.handoff.fd.Deadline;
import dev.handoff.fd.Flock;
import dev.handoff.server.ControlPath;
import dev.handoff.server.Estate;
import dev.handoff.server.HandoffServer;
import dev.handoff.server.ServerTerms;
import dev.handoff.telemetry.Rehearsing;
import dev.handoff.wire.v1.Status;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/** The process's own control socket: bound before anything depends on it, put at the control path when its time comes. */
final class Publication implements AutoCloseable {
    private static final Duration ELECTION = Duration.ofSeconds(10);
    /** The folder may be read-only, gone or full for a while; nothing tells when that ends. */
    private static final Duration AGAIN = Duration.ofSeconds(1);

    private final Logger log = Rehearsing.log(Handoff.class);
    private final ControlPath control;

    private volatile @Nullable HandoffServer server;
    private volatile boolean closed;
    /** Guarded by this. */
    private boolean published;

    Publication(ControlPath control) {
        this.control = control;
    }

    void bind(Estate estate, ServerTerms terms, Flock lock) throws IOException {
        server = HandoffServer.bind(control, estate, terms, lock);
    }

    /** Answers at the control path from now on. The election's lock must be held. */
    synchronized void publishHolding() throws IOException {
        HandoffServer bound = server;
        if (bound != null && !published && !closed) {
            bound.publish();
            published = true;
        }
    }

    /** As {@link #publishHolding}, taking the lock; tries again as long as that fails: an owner must be found. */
    void publish() {
        while (!closed) {
            try (Flock lock = control.elect(Deadline.in(ELECTION))) {
                publishHolding();
                return;
            } catch (IOException e) {
                log.error("this process serves, but does not answer at {} yet: {}", control, e.getMessage());
                LockSupport.parkNanos(AGAIN.toNanos());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    /** Waits until no exchange is open. */
    void awaitNoExchange(Deadline deadline) throws InterruptedException {
        HandoffServer answering = server;
        if (answering != null) {
            answering.awaitNoExchange(deadline);
        }
    }

    /** Turns away all who ask: they are to ask the new owner. */
    void turnAway() {
        HandoffServer answering = server;
        if (answering != null) {
            answering.turnAway();
        }
    }

    /** Does another process answer at the control path? */
    boolean isReplaced() throws IOException {
        HandoffServer answering = server;
        return answering != null && answering.isReplaced();
    }

    Optional<Status> status() {
        return Optional.ofNullable(server).map(HandoffServer::status);
    }

    @Override
    public void close() {
        closed = true;
        HandoffServer answering = server;
        if (answering != null) {
            try {
                answering.close();
            } catch (IOException e) {
                log.warn("{} was not taken away: {}", control, e.getMessage());
            }
        }
    }
}
