package dev.handoff.client;

import dev.handoff.fd.Deadline;
import dev.handoff.fd.ErrnoException;
import dev.handoff.fd.TimeoutException;
import dev.handoff.phase.Phases;
import dev.handoff.phase.SuccessorPhase;
import dev.handoff.telemetry.Rehearsing;
import dev.handoff.wire.Frame;
import dev.handoff.wire.FrameChannel;
import dev.handoff.wire.Messages;
import dev.handoff.wire.ProtocolException;
import dev.handoff.wire.Pulse;
import dev.handoff.wire.v1.Envelope;
import dev.handoff.wire.v1.Grant;
import dev.handoff.wire.v1.Released;
import java.io.EOFException;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import org.slf4j.Logger;

/**
 * The thread that holds a lease: it reads what the predecessor says, sends heartbeats, confirms when the probation is over,
 * and draws the conclusion when the predecessor dies or falls silent.
 */
final class LeaseKeeper implements Runnable {
    private static final Duration FRAME = Duration.ofSeconds(5);
    /** From a process's end of file to its death: the kernel closes descriptors on the way out. */
    private static final Duration DEATH = Duration.ofSeconds(2);

    private final Logger log = Rehearsing.log(LeaseKeeper.class);
    private final FrameChannel channel;
    private final Phases<SuccessorPhase> phases;
    private final LeaseEvents events;
    private final Pulse pulse;
    private final PredecessorProcess predecessor;
    private final Tidings tidings;
    private final Thread thread = new Thread(this, "handoff-lease");

    // The keeper's thread only.
    private boolean isReleased;
    private boolean dutiesSettled;
    private boolean dutiesElsewhere;
    private boolean confirmSent;
    private boolean confirmed;

    // Guarded by this.
    private Deadline confirmAt = Deadline.never();
    private boolean accepts;
    private boolean opened;
    private String silence = "";
    private boolean awaitingCommit;
    private boolean inherited;
    private String reason = "";

    LeaseKeeper(
            FrameChannel channel,
            Grant terms,
            Phases<SuccessorPhase> phases,
            LeaseEvents events,
            Tidings tidings,
            PredecessorProcess predecessor) {
        this.channel = channel;
        this.phases = phases;
        this.events = events;
        this.tidings = tidings;
        this.predecessor = predecessor;
        this.pulse = new Pulse(
                Duration.ofMillis(Math.max(1, Integer.toUnsignedLong(terms.getHeartbeatMillis()))),
                Duration.ofMillis(Math.max(1, Integer.toUnsignedLong(terms.getSilenceMillis()))));
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    synchronized String reason() {
        return reason;
    }

    /** READY is being said: from here on a dead or silent predecessor means that the listeners are ours. */
    void awaitingCommit() {
        boolean isHeir;
        synchronized (this) {
            awaitingCommit = true;
            isHeir = inherited;
        }
        if (isHeir) {
            own(SuccessorPhase.STAGED, "the predecessor died before READY");
        }
    }

    private synchronized boolean isAwaitingCommit() {
        return awaitingCommit;
    }

    /** The gate is open. What is to be said of it: Opened, or TakenOver if the predecessor has been silent meanwhile. */
    synchronized Envelope.Builder accepting() {
        accepts = true;
        return silence.isEmpty() ? Lease.opening() : Lease.takeover(silence);
    }

    // Nothing before the gate is open: the predecessor closes its own on this word.
    private synchronized boolean mayTakeOver(String why) {
        silence = why;
        return accepts;
    }

    synchronized void opened(Deadline probation) {
        opened = true;
        confirmAt = confirmAt.or(probation);
    }

    synchronized boolean isOpened() {
        return opened;
    }

    synchronized void confirmAt(Deadline deadline) {
        confirmAt = confirmAt.or(deadline);
    }

    private synchronized Deadline confirmAt() {
        return confirmAt;
    }

    @Override
    public void run() {
        try {
            while (!isDone()) {
                step();
            }
        } catch (EOFException end) {
            predecessorDied();
        } catch (ErrnoException e) {
            if (e.isHangUp()) {
                predecessorDied();
            } else {
                broken(e.toString());
            }
        } catch (IOException | RuntimeException e) {
            broken(Objects.toString(e.getMessage(), e.getClass().getSimpleName()));
        }
        predecessor.close();
        tidings.end();
        // After a reclaim the connection still has to carry our Released.
        if (!phases.isIn(SuccessorPhase.RECLAIMED)) {
            channel.close();
        }
    }

    private boolean isDone() {
        return switch (phases.current()) {
            // One that was taken over from has yet to say whether it had reclaimed, and takes our hanging up for our
            // death.
            case OWNER -> dutiesSettled && confirmed;
            case FAILED, RECLAIMED -> true;
            default -> false;
        };
    }

    // What is due is sent before anything is read, so that a peer that never pauses does not keep us from it; what has
    // arrived is read before silence is judged.
    private void step() throws IOException {
        if (pulse.isBeatDue()) {
            sendBeat();
        }
        if (mayConfirm() && confirmAt().isPast()) {
            confirmSent = sent(Lease.confirmation());
        }
        if (channel.stream().awaitReadable(pulse.next(mayConfirm() ? confirmAt() : Deadline.never()))) {
            Frame frame = channel.receive(Deadline.in(FRAME));
            pulse.heard();
            take(frame);
        } else if (pulse.isSilent()) {
            predecessorSilent();
        }
    }

    private boolean mayConfirm() {
        return !confirmSent && phases.isIn(SuccessorPhase.ON_PROBATION);
    }

    private void sendBeat() throws IOException {
        sent(Envelope.newBuilder().setHeartbeat(tidings.beat(phases.current().name(), isAwaitingCommit())));
        pulse.beaten();
    }

    /** False if the predecessor does not read: what it said last, its end or its silence is still to be read. */
    private boolean sent(Envelope.Builder message) throws IOException {
        try {
            channel.send(message, Deadline.in(pulse.silence()));
            return true;
        } catch (TimeoutException hung) {
            return false;
        } catch (ErrnoException e) {
            if (e.isHangUp()) {
                return false;
            }
            throw e;
        }
    }

    private void take(Frame frame) throws IOException {
        frame.close();
        Envelope message = frame.envelope();
        if (!frame.descriptors().isEmpty()) {
            throw new ProtocolException("the predecessor sent " + Messages.name(message) + " with "
                    + frame.descriptors().size() + " descriptors");
        }
        switch (frame.kind()) {
            case HEARTBEAT -> {
                if (tidings.isNews(message.getHeartbeat())) {
                    sendBeat(); // somebody waits to hear that we have heard it
                }
            }
            case YIELDED -> requireCommitted(message);
            case COMMIT -> commit();
            case RELEASED -> {
                requireCommitted(message);
                if (isReleased) {
                    throw outOfOrder(message);
                }
                isReleased = true;
                released(message.getReleased());
            }
            case CONFIRMED -> {
                // On probation it is an answer. Whoever was taken over from says it too, to an owner.
                if (!confirmSent && !phases.isIn(SuccessorPhase.OWNER)) {
                    throw outOfOrder(message);
                }
                confirmed = true;
                own(SuccessorPhase.ON_PROBATION, "confirmed");
            }
            case ABORT -> over(message.getAbort().getReason());
            case REFUSED -> over(message.getRefused().getSentence());
            case RECLAIMED -> over(message.getReclaimed().getReason());
            default -> throw outOfOrder(message);
        }
    }

    private ProtocolException outOfOrder(Envelope message) {
        return new ProtocolException(
                "the predecessor sent " + Messages.name(message) + " in phase " + phases.current());
    }

    // Before the commit the predecessor accepts and its duties run, whatever else it says.
    private void requireCommitted(Envelope message) throws ProtocolException {
        if (phases.isIn(SuccessorPhase.STAGED)) {
            throw outOfOrder(message);
        }
    }

    private void commit() throws ProtocolException {
        if (!isAwaitingCommit()) {
            throw new ProtocolException("a commit before READY");
        }
        if (!phases.advanceIf(SuccessorPhase.STAGED, SuccessorPhase.ON_PROBATION)
                && phases.isIn(SuccessorPhase.ON_PROBATION)) {
            throw new ProtocolException("a second commit");
        }
    }

    private void released(Released released) {
        if (released.getClean()) {
            dutiesFree(true, released.getSentence());
        } else {
            // Its own may end with it: its death is waited for. Another's would not.
            dutiesElsewhere = released.getElsewhere();
            dutiesSettled = dutiesElsewhere;
            if (dutiesElsewhere) {
                events.onDutiesLost(released.getSentence());
            } else {
                events.onDutiesFree(false, released.getSentence());
            }
        }
    }

    private void predecessorDied() {
        if (isDone()) {
            return;
        }
        boolean isReady;
        synchronized (this) {
            isReady = awaitingCommit;
            inherited = true;
        }
        if (!phases.isIn(SuccessorPhase.STAGED)) {
            own(SuccessorPhase.ON_PROBATION, "the predecessor died");
        } else if (isReady) {
            own(SuccessorPhase.STAGED, "the predecessor died before the commit");
        } else {
            events.onInherited();
        }
        awaitDuties();
    }

    /** Nobody will say Released any more: the predecessor's duties are known to have stopped when it is known dead. */
    private void awaitDuties() {
        if (dutiesSettled || dutiesElsewhere) {
            return;
        }
        if (!predecessor.awaitDeath(Deadline.in(DEATH))) {
            log.warn("the predecessor hung up and lives on: the duties wait for its end");
            if (!predecessor.awaitDeath(Deadline.never())) {
                return;
            }
        }
        dutiesFree(true, "the predecessor is dead");
    }

    private void predecessorSilent() throws IOException {
        boolean isOurs =
                phases.isIn(SuccessorPhase.ON_PROBATION) || (phases.isIn(SuccessorPhase.STAGED) && isAwaitingCommit());
        if (isOurs) {
            String why = "the predecessor was silent for " + pulse.silence().toMillis() + " ms";
            if (mayTakeOver(why)) {
                sent(Lease.takeover(why));
            }
            own(phases.current(), why);
        }
    }

    private void own(SuccessorPhase from, String why) {
        if (phases.advanceIf(from, SuccessorPhase.OWNER)) {
            events.onOwner(why);
        }
    }

    private void dutiesFree(boolean certain, String why) {
        if (!dutiesSettled) {
            dutiesSettled = true;
            events.onDutiesFree(certain, why);
        }
    }

    /** The predecessor ended it: before the commit, or on probation, or after a silence in which it had reclaimed already. */
    private void over(String words) {
        String why = Messages.oneLine(words);
        synchronized (this) {
            reason = why;
        }
        if (phases.advanceIf(SuccessorPhase.STAGED, SuccessorPhase.FAILED)) {
            events.onAborted(why);
        } else if (phases.advanceIf(SuccessorPhase.ON_PROBATION, SuccessorPhase.RECLAIMED)
                || (!confirmed && phases.advanceIf(SuccessorPhase.OWNER, SuccessorPhase.RECLAIMED))) {
            events.onReclaimed(why);
        }
    }

    // The connection can't be trusted any more. On probation the predecessor is asked to accept again, and our gate
    // stays open unless it says that it does: else nobody might accept.
    private void broken(String why) {
        if (phases.isIn(SuccessorPhase.OWNER)) {
            log.warn("the predecessor's last words were not understood: {}", why);
        } else if (phases.isIn(SuccessorPhase.ON_PROBATION) && !isReclaimed(why)) {
            own(SuccessorPhase.ON_PROBATION, "the predecessor was not understood, and does not accept again: " + why);
        } else {
            over(why);
        }
        if (phases.isIn(SuccessorPhase.OWNER)) {
            // It takes our end for our death, and gives way when it finds us at the control path.
            channel.close();
            awaitDuties();
        }
    }

    private boolean isReclaimed(String why) {
        Deadline deadline = Deadline.in(pulse.silence());
        try {
            channel.send(Lease.failure(why), deadline);
            while (!deadline.isPast()) {
                try (Frame frame = channel.receive(deadline)) {
                    if (frame.kind() == Envelope.MessageCase.RECLAIMED) {
                        return true;
                    }
                    if (frame.kind() == Envelope.MessageCase.CONFIRMED) {
                        return false;
                    }
                }
            }
        } catch (IOException unheard) {
            log.debug("the predecessor does not answer: {}", unheard.getMessage());
        }
        return false;
    }
}
