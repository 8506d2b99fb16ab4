package dev.handoff.server;

import dev.handoff.client.ControlPathException;
import dev.handoff.client.HandoffClient;
import dev.handoff.client.NoPredecessorException;
import dev.handoff.client.Trust;
import dev.handoff.fd.Deadline;
import dev.handoff.fd.Flock;
import dev.handoff.phase.ProcessPhase;
import dev.handoff.telemetry.Rehearsing;
import dev.handoff.wire.RefusedException;
import dev.handoff.wire.v1.Status;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;

/**
 * Sees to it that the control path leads to the owner. Somebody may delete the path, or put another socket there; and after a
 * control connection was cut, the successor that took us for dead answers there by right.
 *
 * <p>So whoever is not found at the path looks who is. Nobody, or a stranger: the path is ours, and we come back. A later
 * generation that accepts: it is the owner, and we give way. One that does not accept yet: we serve on until it does, or dies.
 */
final class PathWatch implements AutoCloseable {
    private static final Duration LOOK = Duration.ofMillis(500);
    private static final Duration GREETING = Duration.ofSeconds(2);

    private final Logger log = Rehearsing.log(PathWatch.class);
    private final ControlPath control;
    private final Estate estate;
    private final Trust trust;
    private final ExchangeLine line;
    private final Restoration restoration;
    /** The watching thread's only, as is the next. */
    private Object identity = "";

    private String complaint = "";
    /** Guarded by this. */
    private boolean closed;

    /** How we come back. */
    interface Restoration {
        /** Puts a new socket at the path; the lock is held. Returns the file that is there then. */
        Object restore(Flock lock) throws IOException;
    }

    private enum Found {
        NOBODY,
        STRANGER,
        /** Took us for dead, and is not ready. */
        HEIR,
        OWNER
    }

    PathWatch(ControlPath control, Estate estate, Trust trust, ExchangeLine line, Restoration restoration) {
        this.control = control;
        this.estate = estate;
        this.trust = trust;
        this.line = line;
        this.restoration = restoration;
    }

    /** Watches, from the instant at which {@code published} was put at the path. */
    void start(Object published) {
        identity = published;
        Thread thread = new Thread(this::watch, "handoff-watch");
        thread.setDaemon(true);
        thread.start();
    }

    private void watch() {
        while (!isClosed() && !estate.phases().isIn(ProcessPhase.RETIRED)) {
            try {
                if (isOurs() && !isAt()) {
                    look();
                }
            } catch (IOException | RuntimeException e) {
                complain(String.valueOf(e.getMessage()));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
            rest();
        }
    }

    // Once a reason, not twice a second.
    private void complain(String reason) {
        if (!reason.equals(complaint)) {
            complaint = reason;
            log.warn("{} does not lead to generation {}, which serves on: {}", control, estate.generation(), reason);
        }
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    private synchronized void rest() {
        Deadline deadline = Deadline.in(LOOK);
        try {
            while (!closed && !deadline.isPast()) {
                TimeUnit.NANOSECONDS.timedWait(this, Math.max(1, deadline.remainingNanos()));
            }
        } catch (InterruptedException e) {
            closed = true;
            Thread.currentThread().interrupt();
        }
    }

    /** Is the path to lead here? On a successor's probation as well: who starts then is to stand in line. */
    private boolean isOurs() {
        return estate.phases().isIn(ProcessPhase.OWNER)
                || (estate.phases().isIn(ProcessPhase.YIELDED) && isInExchange());
    }

    private boolean isInExchange() {
        return line.present().isPresent();
    }

    private boolean isAt() throws IOException {
        return control.identity().filter(identity::equals).isPresent();
    }

    private void look() throws IOException, InterruptedException {
        Optional<Object> there = control.identity();
        Found found = who();
        if (found == Found.HEIR || !isOurs()) {
            return;
        }
        // Whoever answers while an exchange is open may be the successor, by right, and slow: the exchange will tell.
        if (isInExchange() && found != Found.NOBODY) {
            return;
        }
        if (found == Found.OWNER) {
            estate.giveWay("another generation accepts, and answers at " + control);
            return;
        }
        try (Flock lock = control.elect(Deadline.in(ControlPath.electionTime()))) {
            // Whoever came meanwhile is looked at first.
            if (isOurs() && control.identity().equals(there)) {
                identity = restoration.restore(lock);
                complaint = "";
                log.warn(
                        "{} led to {}; generation {} answers there again",
                        control,
                        found == Found.NOBODY ? "nobody" : "a stranger",
                        estate.generation());
            }
        }
    }

    private Found who() throws IOException {
        try (HandoffClient client = HandoffClient.connect(control.path(), estate.identity(), GREETING, trust)) {
            Status status = client.status();
            if (status.getGeneration() <= estate.generation()) {
                return Found.STRANGER;
            }
            String phase = status.getPhase();
            return phase.equals(ProcessPhase.OWNER.name()) || phase.equals(ProcessPhase.ON_PROBATION.name())
                    ? Found.OWNER
                    : Found.HEIR;
        } catch (NoPredecessorException e) {
            return Found.NOBODY;
        } catch (ControlPathException | RefusedException e) {
            // A file that is no socket, a folder that is open to others: not ours to clear away.
            throw e;
        } catch (IOException e) {
            log.debug("whoever is at {} is none of us: {}", control, e.getMessage());
            return Found.STRANGER;
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        notifyAll();
    }
}
