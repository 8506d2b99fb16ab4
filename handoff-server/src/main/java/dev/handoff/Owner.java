package dev.handoff;

import dev.handoff.client.Identity;
import dev.handoff.client.Lease;
import dev.handoff.fd.Deadline;
import dev.handoff.phase.Phases;
import dev.handoff.phase.PredecessorPhase;
import dev.handoff.phase.ProcessPhase;
import dev.handoff.server.Claimant;
import dev.handoff.server.ControlPath;
import dev.handoff.server.Estate;
import dev.handoff.server.Keeping;
import dev.handoff.server.Lineage;
import dev.handoff.server.ReadyWord;
import dev.handoff.server.RequestRecorder;
import dev.handoff.server.Settlement;
import dev.handoff.server.Whereabouts;
import dev.handoff.wire.NamedListener;
import dev.handoff.wire.v1.HandoffRecord;
import dev.handoff.wire.v1.Status;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The process behind a {@link Handoff}, from STAGED to gone: its gates, its duties, its drain, and its own control socket.
 *
 * <p>Every change of the gates and of the phase happens under this object's lock, the two together.
 */
final class Owner implements Estate {
    private static final Duration REOPEN = Duration.ofMillis(100);

    private final Logger log = LoggerFactory.getLogger(Handoff.class);
    private final HandoffTerms terms;
    private final Publication publication;
    private final Seats seats;
    private final SocketFiles files;
    private final Optional<Succession> succession;
    private final Origin origin;
    private final Lineage lineage;
    private final long generation;
    private final Phases<ProcessPhase> phases;
    private final Hooks hooks = new Hooks();
    private final Duties duties = new Duties(this::isAccepting);
    private final Retirement retirement;
    private final ReadyWord readyWord = new ReadyWord();
    private final AtomicBoolean disposed = new AtomicBoolean();

    private volatile @Nullable HandoffRecord lastHandoff;
    private volatile String progress = "";
    private final Terminator terminator = new Terminator(this);
    private final Unit unit;

    Owner(HandoffTerms terms, ControlPath control, Seats seats, SocketFiles files, Origin origin, Unit unit) {
        this.terms = terms;
        this.unit = unit;
        this.publication = new Publication(control);
        this.seats = seats;
        this.files = files;
        this.origin = origin;
        Optional<Lease> lease = origin.lease().map(HeldLease::lease);
        this.generation = lease.map(Lease::generation).orElse(1L);
        this.lineage = lease.map(granted -> new Lineage(granted.lineage())).orElse(Lineage.FIRST);
        this.phases = new Phases<>(ProcessPhase.STAGED, InstantSource.system(), this::note);
        this.retirement = new Retirement(this);
        this.succession = origin.lease().map(granted -> new Succession(granted, this));
    }

    private void note(ProcessPhase from, ProcessPhase to) {
        log.info("{}: {} -> {}", name(), from, to);
        unit.entered(to, this);
        hooks.entered(to);
    }

    /** For people. */
    String name() {
        return "generation " + generation + terms.identity().inBrackets();
    }

    void start() {
        unit.describedBy(() -> StatusReport.line(this));
        succession.ifPresent(Succession::start);
        readyWord.await(terms.readyWhenTold());
        origin.watch();
    }

    void ready() throws IOException, InterruptedException {
        try {
            hooks.warmUp();
            if (succession.isPresent()) {
                succession.get().ready(terms.probation());
            } else {
                accept(ProcessPhase.OWNER);
                duties.acquire("no predecessor");
            }
        } catch (IOException | RuntimeException | InterruptedException e) {
            // By a signal, or by close().
            if (terminator.isAsked() && phases.isIn(ProcessPhase.RETIRED)) {
                log.info("generation {} was ended before READY: {}", generation, e.getMessage());
                return;
            }
            abort(String.valueOf(e.getMessage()));
            throw e;
        }
    }

    private void abort(String reason) throws InterruptedException {
        if (succession.isPresent()) {
            succession.get().abort(reason);
        }
    }

    /** Opens the gates. */
    synchronized void accept(ProcessPhase as) throws IOException {
        if (!phases.isIn(ProcessPhase.STAGED)) {
            throw new IllegalStateException("ready() in phase " + phases.current());
        }
        origin.open(seats, terms.probation());
        phases.advance(as);
        readyWord.end();
    }

    /** Owns, if it accepts already. */
    synchronized void settle() {
        phases.advanceIf(ProcessPhase.ON_PROBATION, ProcessPhase.OWNER);
    }

    /** Our gate is open, for good or on probation: the duties belong here. */
    private boolean isAccepting() {
        ProcessPhase phase = phases.current();
        return phase == ProcessPhase.OWNER || phase == ProcessPhase.ON_PROBATION;
    }

    void confirm() {
        succession.ifPresent(Succession::confirm);
    }

    /** True if the predecessor takes the listeners back. */
    boolean fail(String reason) throws InterruptedException {
        return succession.isPresent()
                && phases.isIn(ProcessPhase.ON_PROBATION)
                && succession.get().fail(reason);
    }

    // --- what an exchange asks for

    @Override
    public Identity identity() {
        return terms.identity();
    }

    @Override
    public long generation() {
        return generation;
    }

    @Override
    public Phases<ProcessPhase> phases() {
        return phases;
    }

    @Override
    public List<NamedListener> listeners() {
        return seats.fronts();
    }

    @Override
    public Optional<Keeping> keeping() {
        return terms.isStore() ? Optional.of(new Shelf(seats)) : Optional.empty();
    }

    @Override
    public Lineage lineage() {
        return lineage;
    }

    @Override
    public void yieldListeners() throws IOException {
        synchronized (this) {
            if (!phases.isIn(ProcessPhase.OWNER)) {
                throw new IOException("not the owner but " + phases.current());
            }
            seats.shut();
            phases.advance(ProcessPhase.YIELDED);
        }
        hooks.yielded();
    }

    @Override
    public Whereabouts releaseDuties() {
        return duties.release();
    }

    @Override
    public void reclaim(String why) {
        while (!tryReclaim(why)) {
            // Nobody accepts until this works: there is nothing better to do, and nothing that tells when it can.
            LockSupport.parkNanos(REOPEN.toNanos());
        }
    }

    private synchronized boolean tryReclaim(String why) {
        if (!phases.isIn(ProcessPhase.YIELDED)) {
            return true;
        }
        try {
            seats.open();
        } catch (IOException | RuntimeException e) {
            log.error("generation {}: a gate does not open again, new connections wait: {}", generation, e, e);
            return false;
        }
        phases.advance(ProcessPhase.OWNER);
        log.info("generation {} accepts again: {}", generation, why);
        hooks.reclaimed();
        return true;
    }

    @Override
    public void resumeDuties(String why) {
        duties.acquire(why);
    }

    @Override
    public void returnDuties(boolean certain, String why) {
        duties.resolve(certain, why);
    }

    @Override
    public void retire(String why, Settlement settlement) {
        retire(why, Ending.HANDED_OVER, settlement);
    }

    @Override
    public void giveWay(String why) {
        // Nobody asks for the duties: the other waits for our end, which must not come before they have stopped.
        retire(why, Ending.HANDED_OVER, deadline -> duties.stop());
        duties.stop();
    }

    @Override
    public boolean isSucceeded() throws IOException {
        return publication.isReplaced();
    }

    @Override
    public ReadyWord readyWord() {
        return readyWord;
    }

    @Override
    public Optional<RequestRecorder> recorder() {
        return hooks.recorder();
    }

    @Override
    public void record(HandoffRecord record) {
        lastHandoff = record;
    }

    @Override
    public void exchanged(Claimant successor, PredecessorPhase to) {
        unit.exchanged(successor, to, successor.name() + " serves; " + name() + " drains");
    }

    // --- the end

    /** A signal arrived: the first asks to finish, one more to finish now. */
    void signalled() {
        terminator.signalled();
    }

    /** Stops accepting, whatever the phase. An exchange that is open is let finish, so that the successor loses nothing. */
    void terminate() throws InterruptedException {
        terminator.asked();
        switch (phases.current()) {
            case STAGED -> {
                abort("terminated");
                retire("terminated before READY", Ending.TERMINATED, Settlement.NONE);
            }
            case ON_PROBATION -> {
                if (fail("terminated")) {
                    return;
                }
            }
            case OWNER, YIELDED ->
                publication.awaitNoExchange(
                        terms.drainDeadline().map(Deadline::in).orElse(Deadline.never()));
            case RETIRED -> {}
        }
        retire("terminated", Ending.TERMINATED, Settlement.NONE);
    }

    /** Never accepts again: lets the listeners go, and drains on a thread of its own. Once; later calls do nothing. */
    void retire(String why, Ending how, Settlement settlement) {
        origin.ending(how);
        boolean accepted;
        synchronized (this) {
            if (phases.isIn(ProcessPhase.RETIRED)) {
                return;
            }
            accepted = phases.isIn(ProcessPhase.OWNER) || phases.isIn(ProcessPhase.ON_PROBATION);
            phases.advance(ProcessPhase.RETIRED);
            try {
                seats.retire();
            } catch (IOException | RuntimeException e) {
                log.error("generation {}: a gate does not close for good: {}", generation, e, e);
            }
        }
        log.info("generation {} is retired: {}", generation, why);
        unit.busyFor(terms.drainDeadline());
        if (how != Ending.HANDED_OVER) {
            unit.ending(name() + " ends: " + why);
        }
        if (accepted) {
            hooks.yielded();
        }
        publication.turnAway();
        retirement.begin(how, settlement);
    }

    Ending awaitGone() throws InterruptedException {
        return retirement.await();
    }

    /** Closes whatever is open. */
    void dispose() {
        if (disposed.compareAndSet(false, true)) {
            publication.close();
            succession.ifPresent(Succession::close);
            seats.close();
            origin.leave();
            duties.close();
            hooks.close();
            unit.close();
        }
    }

    Publication publication() {
        return publication;
    }

    HandoffTerms terms() {
        return terms;
    }

    Seats seats() {
        return seats;
    }

    SocketFiles files() {
        return files;
    }

    Unit unit() {
        return unit;
    }

    Duties duties() {
        return duties;
    }

    Drain drain() {
        return retirement.drain();
    }

    Hooks hooks() {
        return hooks;
    }

    Origin origin() {
        return origin;
    }

    Optional<Succession> lease() {
        return succession;
    }

    void progress(String line) {
        progress = line;
    }

    String progress() {
        return progress;
    }

    @Override
    public Status.Builder status() {
        return StatusReport.of(this, Optional.ofNullable(lastHandoff));
    }
}
