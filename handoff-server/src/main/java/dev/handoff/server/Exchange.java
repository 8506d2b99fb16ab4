package dev.handoff.server;

import dev.handoff.client.Identity;
import dev.handoff.fd.ClosedDescriptorException;
import dev.handoff.fd.Deadline;
import dev.handoff.fd.ErrnoException;
import dev.handoff.fd.TimeoutException;
import dev.handoff.phase.Phases;
import dev.handoff.phase.PredecessorPhase;
import dev.handoff.phase.ProcessPhase;
import dev.handoff.telemetry.Flight;
import dev.handoff.telemetry.PhaseSpans;
import dev.handoff.telemetry.Rehearsing;
import dev.handoff.wire.Frame;
import dev.handoff.wire.FrameChannel;
import dev.handoff.wire.Messages;
import dev.handoff.wire.ProtocolException;
import dev.handoff.wire.Pulse;
import dev.handoff.wire.RefusedException;
import dev.handoff.wire.v1.Commit;
import dev.handoff.wire.v1.Confirmed;
import dev.handoff.wire.v1.Envelope;
import dev.handoff.wire.v1.Grant;
import dev.handoff.wire.v1.HandoffRecord;
import dev.handoff.wire.v1.Request;
import dev.handoff.wire.v1.Yielded;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;
import java.util.function.Consumer;
import org.slf4j.Logger;

/**
 * One exchange with one successor, from its request to its confirmation, on the thread of its connection.
 *
 * <p>Whatever ends it, the successor is told before we hang up, since it takes an end of file without a word for our death.
 */
final class Exchange {
    private static final Duration FRAME = Duration.ofSeconds(5);
    /** Nobody stays on probation, and in everybody's way, for longer. */
    private static final Duration PROBATION_CAP = Duration.ofHours(24);

    private final Logger log = Rehearsing.log(Exchange.class);
    private final Estate estate;
    private final ServerTerms terms;
    private final FrameChannel channel;
    private final Identity successor;
    private final SuccessorProcess process;
    private final Account account;
    private final PhaseSpans spans;
    private final Consumer<HandoffRecord> flight = Flight.handoff();
    private final Phases<PredecessorPhase> phases;
    private final DutyHandover duties;
    private final Pulse pulse;
    private final ReadyWord readyWord = new ReadyWord();
    private final Recording recording;

    // The exchange's thread only.
    private long generation;
    private Deadline limit = Deadline.never();
    private String reason = "";
    private boolean isSupervised;

    Exchange(Estate estate, ServerTerms terms, FrameChannel channel, Identity successor, SuccessorProcess process) {
        this.estate = estate;
        this.terms = terms;
        this.channel = channel;
        this.successor = successor;
        this.process = process;
        this.phases = new Phases<>(PredecessorPhase.GREETED, InstantSource.system(), this::note);
        this.account = new Account(estate, successor, process.pid(), phases);
        this.spans = new PhaseSpans("predecessor", PredecessorPhase.GREETED.name(), this::between);
        this.duties = new DutyHandover(estate, channel, process);
        this.recording = new Recording(estate.recorder());
        this.pulse = new Pulse(terms.heartbeat(), terms.silence());
    }

    private void note(PredecessorPhase from, PredecessorPhase to) {
        log.info(
                "generation {}: handoff to {}: {} -> {}{}",
                estate.generation(),
                describe(),
                from,
                to,
                reason.isEmpty() ? "" : " (" + reason + ")");
        spans.entered(to.name(), to.isLast());
        estate.chronicle().changed();
        estate.exchanged(new Claimant(describe(), process.pid(), isSupervised), to);
    }

    private String between() {
        return "generation " + estate.generation() + " to " + describe();
    }

    /** The successor, for people. */
    String describe() {
        return account.describe();
    }

    /** What is told of it. */
    Account account() {
        return account;
    }

    /** What the successor may be told before it is READY. */
    ReadyWord readyWord() {
        return readyWord;
    }

    /** True once the successor got as far as to accept: its generation's number is then spent, whatever comes. */
    boolean isCommitted() {
        return phases.timeline().stream().anyMatch(took -> took.phase() == PredecessorPhase.COMMITTED);
    }

    /**
     * Runs the exchange to its last phase.
     *
     * @param number the successor's generation, should it become one
     * @throws RefusedException if it is not to begin: nothing was granted
     */
    void run(Request request, long number) throws IOException {
        generation = number;
        account.numbered(number);
        isSupervised = request.getSupervised();
        if (!request.getAllowRollback()) {
            estate.lineage().admit(successor, estate.identity().release());
        }
        Offer offer = Offer.of(estate.listeners(), request.getListenersList());
        try {
            grant(request, offer);
            while (!phases.current().isLast()) {
                step();
            }
        } catch (EOFException end) {
            undo("the successor died", Undo.DEAD);
        } catch (ErrnoException e) {
            undo(e.isHangUp() ? "the successor died" : e.toString(), e.isHangUp() ? Undo.DEAD : Undo.TOLD);
        } catch (TimeoutException hung) {
            undo("the successor stopped within a frame", Undo.HUNG);
        } catch (ClosedDescriptorException ended) {
            // We are ending ourselves, and have hung up: the successor goes on with what it has.
            undo("the predecessor ended", Undo.SAID);
        } catch (IOException | RuntimeException e) {
            undo(Objects.toString(e.getMessage(), e.getClass().getSimpleName()), Undo.TOLD);
        } finally {
            readyWord.end();
            recording.end();
            if (phases.current() != PredecessorPhase.GREETED) {
                HandoffRecord record = account.record(reason);
                flight.accept(record);
                estate.record(record);
            }
        }
    }

    /** After {@link #run}, the line already free for others: what is left to do about the duties. */
    void settle() {
        duties.settle(phases.current());
    }

    private void grant(Request request, Offer offer) throws IOException {
        Duration readyWithin = capped(Duration.ofMillis(request.getReadyWithinMillis()));
        Grant of = Grant.newBuilder()
                .setGeneration(generation)
                .setHeartbeatMillis((int) terms.heartbeat().toMillis())
                .setSilenceMillis((int) terms.silence().toMillis())
                .setReadyWithinMillis(readyWithin.toMillis())
                .setRecordingMillis(recording.millis())
                .addAllLineage(estate.lineage()
                        .with(estate.generation(), estate.identity())
                        .retired())
                .build();
        offer.send(channel, of, estate.chronicle().history(), FRAME);
        pulse.heard();
        limit = Deadline.in(readyWithin);
        account.limited(limit);
        phases.advance(PredecessorPhase.GRANTED);
        recording.begin();
    }

    private Duration capped(Duration asked) {
        boolean isUnset = asked.isZero() || asked.isNegative();
        return isUnset || asked.compareTo(terms.readyCap()) > 0 ? terms.readyCap() : asked;
    }

    // What is due is done before anything is read, so that a peer that never pauses does not keep us from it;
    // what has come is read before silence is judged.
    private void step() throws IOException {
        if (limit.isPast()) {
            undo(
                    phases.isIn(PredecessorPhase.GRANTED)
                            ? "the successor was not READY in time"
                            : "the successor did not confirm in time",
                    Undo.TOLD);
            return;
        }
        if (pulse.isBeatDue() || recording.isDue()) {
            sendBeat();
        }
        if (channel.stream().awaitReadable(pulse.next(recording.next(limit)))) {
            Frame frame = channel.receive(Deadline.in(FRAME));
            frame.close();
            pulse.heard();
            if (!frame.descriptors().isEmpty()) {
                throw new ProtocolException(Messages.name(frame.envelope()) + " with "
                        + frame.descriptors().size() + " descriptors");
            }
            take(frame);
        } else if (pulse.isSilent()) {
            undo("the successor was silent for " + terms.silence().toMillis() + " ms", Undo.HUNG);
        }
    }

    private void sendBeat() throws IOException {
        Envelope.Builder beat = Envelope.newBuilder();
        beat.getHeartbeatBuilder().setPhase(estate.phases().current().name()).setReadyTold(readyWord.isSaid());
        recording.addTo(beat.getHeartbeatBuilder());
        try {
            channel.send(beat, Deadline.in(terms.silence()));
        } catch (TimeoutException hung) {
            log.debug("{} does not read; its silence will tell", describe());
        } catch (ErrnoException e) {
            if (!e.isHangUp()) {
                throw e;
            }
            // What it said last, TakenOver perhaps, is still to be read.
        }
        pulse.beaten();
    }

    private void take(Frame frame) throws IOException {
        Envelope message = frame.envelope();
        switch (frame.kind()) {
            case HEARTBEAT -> {
                account.heard(message.getHeartbeat());
                readyWord.await(phases.isIn(PredecessorPhase.GRANTED)
                        && message.getHeartbeat().getAwaitsReady());
            }
            case READY -> commit(Duration.ofMillis(message.getReady().getProbationMillis()));
            case OPENED -> opened();
            case CONFIRM -> confirm("confirmed");
            case TAKEN_OVER -> takenOver(Messages.oneLine(message.getTakenOver().getReason()));
            case ABORT -> undo("given back: " + message.getAbort().getReason(), Undo.SAID);
            case FAILED -> undo("the successor failed: " + message.getFailed().getReason(), Undo.TOLD);
            default -> throw outOfOrder(message);
        }
    }

    private ProtocolException outOfOrder(Envelope message) {
        return new ProtocolException("the successor sent " + Messages.name(message) + " in phase " + phases.current());
    }

    private void commit(Duration probation) throws IOException {
        if (!phases.isIn(PredecessorPhase.GRANTED)) {
            throw new ProtocolException("READY in phase " + phases.current());
        }
        // Unsigned on the wire: what looks negative is more than anyone lives.
        boolean isTooLong = probation.isNegative() || probation.compareTo(PROBATION_CAP) > 0;
        Duration capped = isTooLong ? PROBATION_CAP : probation;
        limit = Deadline.in(capped.plus(terms.overdue()));
        account.limited(limit);
        account.onProbation(capped);
        phases.advance(PredecessorPhase.COMMITTED);
        readyWord.await(false);
        recording.end();
        channel.send(Envelope.newBuilder().setCommit(Commit.getDefaultInstance()), Deadline.in(FRAME));
    }

    private void opened() throws IOException {
        if (!phases.isIn(PredecessorPhase.COMMITTED) || duties.isBegun()) {
            throw new ProtocolException("OPENED in phase " + phases.current());
        }
        shutGates();
        channel.send(Envelope.newBuilder().setYielded(Yielded.getDefaultInstance()), Deadline.in(FRAME));
        duties.begin();
    }

    private void confirm(String why) throws IOException {
        if (!phases.isIn(PredecessorPhase.COMMITTED) || !duties.isBegun()) {
            throw new ProtocolException("CONFIRM in phase " + phases.current());
        }
        // While this can fail, the successor can still be found dead, and undone.
        channel.send(Envelope.newBuilder().setConfirmed(Confirmed.getDefaultInstance()), Deadline.in(FRAME));
        retire(why);
    }

    private void retire(String why) {
        reason = why;
        phases.advance(PredecessorPhase.CONFIRMED);
        estate.retire("generation " + generation + " owns the listeners", duties);
    }

    // We were silent for too long, and the successor did not wait for us. It accepts: all that is left is to step back.
    private void takenOver(String why) throws IOException {
        if (phases.isIn(PredecessorPhase.GRANTED)) {
            phases.advance(PredecessorPhase.COMMITTED);
        }
        if (!duties.isBegun()) {
            shutGates();
            duties.begin();
        }
        try {
            confirm(why);
        } catch (ErrnoException e) {
            // It may have been replaced in turn, and be gone since: then another owns the listeners.
            if (!e.isHangUp() || !estate.isSucceeded()) {
                throw e;
            }
            retire(why);
        }
    }

    // A gate that does not close is our failure, not to be taken for the successor's death.
    private void shutGates() {
        try {
            estate.yieldListeners();
        } catch (IOException e) {
            throw new UncheckedIOException("the predecessor's gate does not close: " + e.getMessage(), e);
        }
    }

    private void undo(String words, Undo how) {
        // In part the successor's own, and about to be logged here and there.
        String why = Messages.oneLine(words);
        reason = why;
        if (phases.advanceIf(PredecessorPhase.COMMITTED, PredecessorPhase.RECLAIMED)) {
            // Whether or not Yielded was heard: if it was not, the gates are closed and nothing else has happened yet.
            estate.reclaim(why);
        } else if (!phases.advanceIf(PredecessorPhase.GRANTED, PredecessorPhase.ABORTED)
                && !phases.advanceIf(PredecessorPhase.GREETED, PredecessorPhase.ABORTED)) {
            return;
        }
        if (estate.phases().isIn(ProcessPhase.RETIRED)) {
            // We were terminated, and accept no more: our end, not our word, lets the successor go on with what it has.
            return;
        }
        if (how == Undo.TOLD || how == Undo.HUNG) {
            tell(why);
        }
        if (how == Undo.HUNG && isCommitted()) {
            duties.kill();
        }
    }

    private void tell(String why) {
        Envelope.Builder verdict = Envelope.newBuilder();
        if (phases.isIn(PredecessorPhase.RECLAIMED)) {
            verdict.getReclaimedBuilder().setReason(why);
        } else {
            verdict.getAbortBuilder().setReason(why);
        }
        try {
            channel.send(verdict, Deadline.in(terms.silence()));
        } catch (TimeoutException unheard) {
            // It does not read, and would take our hanging up for our death: it would go on as the owner.
            log.warn("{} does not hear that it is over: {}", describe(), unheard.getMessage());
            duties.kill();
        } catch (IOException gone) {
            log.debug("{} is gone: {}", describe(), gone.getMessage());
        }
    }
}
