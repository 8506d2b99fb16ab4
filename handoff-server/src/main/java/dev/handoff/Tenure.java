package dev.handoff;

import dev.handoff.fd.OwnedFd;
import dev.handoff.fd.Seat;
import dev.handoff.phase.Phases;
import dev.handoff.phase.ProcessPhase;
import dev.handoff.telemetry.Rehearsing;
import dev.handoff.wire.NamedListener;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.function.BiConsumer;
import org.slf4j.Logger;

/**
 * Whether a process accepts: its phase and its gates. Every change of the one or the others happens under this object's lock,
 * the two together.
 */
final class Tenure {
    private final Logger log = Rehearsing.log(Handoff.class);
    private final Seats seats;
    private final Origin origin;
    private final Phases<ProcessPhase> phases;

    /** STAGED, its gates closed. {@code onAdvance} is told each step, under the lock. */
    Tenure(Seats seats, Origin origin, BiConsumer<ProcessPhase, ProcessPhase> onAdvance) {
        this.seats = seats;
        this.origin = origin;
        this.phases = new Phases<>(ProcessPhase.STAGED, InstantSource.system(), onAdvance);
    }

    Phases<ProcessPhase> phases() {
        return phases;
    }

    Seats seats() {
        return seats;
    }

    /** Our gates are open, for good or on probation: the duties belong here. */
    boolean isAccepting() {
        ProcessPhase phase = phases.current();
        return phase == ProcessPhase.OWNER || phase == ProcessPhase.ON_PROBATION;
    }

    /** Opens the gates, on probation for so long. */
    synchronized void accept(ProcessPhase as, Duration probation) throws IOException {
        if (!phases.isIn(ProcessPhase.STAGED)) {
            throw new IllegalStateException("ready() in phase " + phases.current());
        }
        origin.open(seats, probation);
        phases.advance(as);
    }

    /** Owns, if it accepts already. */
    synchronized void settle() {
        phases.advanceIf(ProcessPhase.ON_PROBATION, ProcessPhase.OWNER);
    }

    /** A successor accepts: closes the gates, or, if one can't be closed, leaves all of them open. */
    synchronized void stepBack() throws IOException {
        if (!phases.isIn(ProcessPhase.OWNER)) {
            throw new IOException("not the owner but " + phases.current());
        }
        seats.shut();
        phases.advance(ProcessPhase.YIELDED);
    }

    /** Opens them again, if they were closed for a successor. */
    synchronized Reopening reopen() {
        if (!phases.isIn(ProcessPhase.YIELDED)) {
            return Reopening.NEEDLESS;
        }
        try {
            seats.open();
        } catch (IOException | RuntimeException e) {
            log.error("a gate does not open again, new connections wait: {}", e, e);
            return Reopening.FAILED;
        }
        phases.advance(ProcessPhase.OWNER);
        return Reopening.DONE;
    }

    /** What became of {@link #reopen}. */
    enum Reopening {
        DONE,
        /** They were not closed, or never will be open again. */
        NEEDLESS,
        FAILED
    }

    /** Closes them for good and lets the listeners go. Returns the phase before: RETIRED if that was done already. */
    synchronized ProcessPhase end() {
        ProcessPhase before = phases.current();
        if (before != ProcessPhase.RETIRED) {
            phases.advance(ProcessPhase.RETIRED);
            try {
                seats.retire();
            } catch (IOException | RuntimeException e) {
                log.error("a gate does not close for good: {}", e, e);
            }
        }
        return before;
    }

    // --- gates that the application makes

    /** Puts the listener under another channel: see {@link Handoff#reseat}. */
    synchronized void reseat(String listener, Seat seat) throws IOException {
        seats.reseat(listener, seat);
    }

    /** The application's channel has got its gate: closed, unless this process accepts. */
    synchronized void settleSeat(String listener) throws IOException {
        if (!isAccepting()) {
            seats.shut(listener);
        }
    }

    /** The application listens where nobody did. */
    synchronized void add(String name, Seat seat) throws IOException {
        if (phases.isIn(ProcessPhase.YIELDED) || phases.isIn(ProcessPhase.RETIRED)) {
            throw new IOException("another process owns the listeners; this one is not handed over");
        }
        OwnedFd fd = seat.duplicate();
        try {
            seats.add(NamedListener.of(name, 0, fd), seat);
        } catch (IOException | RuntimeException e) {
            fd.close();
            throw e;
        }
    }

    /** Which channels the application has closed. */
    synchronized List<String> awaitLost() throws IOException {
        return phases.isIn(ProcessPhase.RETIRED) ? List.of() : seats.awaitLost();
    }
}
