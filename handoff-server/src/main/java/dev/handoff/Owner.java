package dev.handoff;

import dev.handoff.fd.Deadline;
import dev.handoff.management.Management;
import dev.handoff.phase.ProcessPhase;
import dev.handoff.server.Chronicle;
import dev.handoff.server.ControlPath;
import dev.handoff.server.ReadyWord;
import dev.handoff.server.Settlement;
import dev.handoff.telemetry.Flight;
import dev.handoff.telemetry.PhaseSpans;
import dev.handoff.telemetry.Rehearsing;
import dev.handoff.wire.v1.HandoffRecord;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;

/** The process behind a {@link Handoff}, from STAGED to gone: what it goes through, and the parts of it that are to hear of that. */
final class Owner {
    private final Logger log = Rehearsing.log(Handoff.class);
    private final HandoffTerms terms;
    private final Publication publication;
    private final SocketFiles files;
    private final Optional<Succession> succession;
    private final Origin origin;
    private final Standing standing;
    private final Tenure tenure;
    private final PhaseSpans spans;
    private final Holding holding = new Holding(this);
    private final Hooks hooks = new Hooks();
    private final Duties duties;
    private final Retirement retirement;
    private final ReadyWord readyWord = new ReadyWord();
    private final AtomicBoolean disposed = new AtomicBoolean();
    private final Terminator terminator = new Terminator(this);
    private final Unit unit;
    private final Management management;

    private final Chronicle chronicle;
    private volatile String progress = "";

    Owner(HandoffTerms terms, ControlPath control, Seats seats, SocketFiles files, Origin origin, Unit unit) {
        this.terms = terms;
        this.unit = unit;
        this.publication = new Publication(control);
        this.files = files;
        this.origin = origin;
        this.standing = Standing.of(terms.identity(), origin.lease().map(HeldLease::lease));
        this.chronicle =
                new Chronicle(origin.lease().map(held -> held.lease().history()).orElse(List.of()));
        this.spans = new PhaseSpans("process", ProcessPhase.STAGED.name(), standing::name);
        this.tenure = new Tenure(seats, origin, this::note);
        this.management = new Management(control.toString(), () -> StatusReport.full(this), chronicle::history);
        this.duties = new Duties(tenure::isAccepting);
        this.retirement = new Retirement(this);
        this.succession = origin.lease().map(granted -> new Succession(granted, this));
    }

    private void note(ProcessPhase from, ProcessPhase to) {
        log.info("{}: {} -> {}", standing.name(), from, to);
        spans.entered(to.name(), to.isLast());
        unit.entered(to, this);
        hooks.entered(to);
        if (to == ProcessPhase.OWNER
                && from != ProcessPhase.YIELDED
                && terms.tenure().isManaged()) {
            management.publish();
        }
        chronicle.changed();
    }

    void start() {
        unit.describedBy(() -> StatusReport.line(this));
        succession.ifPresent(Succession::start);
        readyWord.await(terms.tenure().readyWhenTold());
        origin.watch();
    }

    void ready() throws IOException, InterruptedException {
        try {
            Rehearsal.run(this);
            hooks.warmUp(); // last: what it has brought to the processor's caches is what the first clients need
            if (succession.isPresent()) {
                succession.get().ready(terms.tenure().probation());
            } else {
                accept(ProcessPhase.OWNER);
                duties.acquire("no predecessor");
            }
        } catch (IOException | RuntimeException | InterruptedException e) {
            // By a signal, or by close().
            if (terminator.isAsked() && isIn(ProcessPhase.RETIRED)) {
                log.info("{} was ended before READY: {}", standing.name(), e.getMessage());
                return;
            }
            abort(String.valueOf(e.getMessage()));
            throw e;
        }
    }

    private boolean isIn(ProcessPhase phase) {
        return tenure.phases().isIn(phase);
    }

    private void abort(String reason) throws InterruptedException {
        if (succession.isPresent()) {
            succession.get().abort(reason);
        }
    }

    /** Opens the gates. */
    void accept(ProcessPhase as) throws IOException {
        tenure.accept(as, terms.tenure().probation());
        readyWord.end();
    }

    void confirm() {
        succession.ifPresent(Succession::confirm);
    }

    /** True if the predecessor takes the listeners back. */
    boolean fail(String reason) throws InterruptedException {
        return succession.isPresent()
                && isIn(ProcessPhase.ON_PROBATION)
                && succession.get().fail(reason);
    }

    /** Notes how a handoff ended. */
    void record(HandoffRecord record) {
        chronicle.record(record);
    }

    /** Notes that somebody was refused. */
    void refused(HandoffRecord record) {
        chronicle.refused(record);
        Flight.refusal(record);
    }

    // --- the end

    /** A signal arrived: the first asks to finish, one more to finish now. */
    void signalled() {
        terminator.signalled();
    }

    /** Stops accepting, whatever the phase. An exchange that is open is let finish, so that the successor loses nothing. */
    void terminate() throws InterruptedException {
        terminator.asked();
        switch (tenure.phases().current()) {
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
                        terms.tenure().drainDeadline().map(Deadline::in).orElse(Deadline.never()));
            case RETIRED -> {}
        }
        retire("terminated", Ending.TERMINATED, Settlement.NONE);
    }

    /** Never accepts again: lets the listeners go, and drains on a thread of its own. Once; later calls do nothing. */
    void retire(String why, Ending how, Settlement settlement) {
        origin.ending(how);
        ProcessPhase before = tenure.end();
        if (before == ProcessPhase.RETIRED) {
            return;
        }
        log.info("{} is retired: {}", standing.name(), why);
        unit.busyFor(terms.tenure().drainDeadline());
        if (how != Ending.HANDED_OVER) {
            unit.ending(standing.name() + " ends: " + why);
        }
        if (before == ProcessPhase.OWNER || before == ProcessPhase.ON_PROBATION) {
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
            management.close();
            publication.close();
            chronicle.changed(); // those who wait for news find that their connection is gone
            succession.ifPresent(Succession::close);
            seats().close();
            origin.leave();
            duties.close();
            hooks.close();
            unit.close();
        }
    }

    // --- its parts

    HandoffTerms terms() {
        return terms;
    }

    Standing standing() {
        return standing;
    }

    Tenure tenure() {
        return tenure;
    }

    Seats seats() {
        return tenure.seats();
    }

    Holding holding() {
        return holding;
    }

    Publication publication() {
        return publication;
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

    ReadyWord readyWord() {
        return readyWord;
    }

    Optional<Succession> lease() {
        return succession;
    }

    Chronicle chronicle() {
        return chronicle;
    }

    void progress(String line) {
        progress = line;
        chronicle.changed();
    }

    String progress() {
        return progress;
    }
}
