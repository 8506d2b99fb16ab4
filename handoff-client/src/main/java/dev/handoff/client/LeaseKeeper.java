package dev.handoff.client;

import dev.handoff.fd.Deadline;
import dev.handoff.fd.ErrnoException;
import dev.handoff.fd.TimeoutException;
import dev.handoff.phase.Phases;
import dev.handoff.phase.SuccessorPhase;
import dev.handoff.wire.Frame;
import dev.handoff.wire.FrameChannel;
import dev.handoff.wire.Messages;
import dev.handoff.wire.ProtocolException;
import dev.handoff.wire.v1.Envelope;
import dev.handoff.wire.v1.Grant;
import java.io.EOFException;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * The thread that holds a lease: it reads what the predecessor says, sends heartbeats, confirms when the probation is over,
 * and draws the conclusion when the predecessor dies or falls silent.
 *
 * <p>What has arrived is always read before silence is judged: a process that was stopped for a while finds the heartbeats
 * of that time, or its peer's verdict, in the socket.
 */
final class LeaseKeeper implements Runnable {
    private static final Duration FRAME = Duration.ofSeconds(5);

    private final FrameChannel channel;
    private final Phases<SuccessorPhase> phases;
    private final LeaseEvents events;
    private final Supplier<String> detail;
    private final Duration beat;
    private final Duration silence;

    private final Thread thread = new Thread(this, "handoff-lease");

    // The keeper's thread only.
    private Deadline nextBeat = Deadline.in(Duration.ZERO);
    private Deadline silent;
    private boolean dutiesFree;
    private boolean confirmSent;

    // Guarded by this.
    private Deadline confirmAt = Deadline.never();
    private boolean awaitingCommit;
    private boolean inherited;
    private String reason = "";

    LeaseKeeper(
            FrameChannel channel,
            Grant terms,
            Phases<SuccessorPhase> phases,
            LeaseEvents events,
            Supplier<String> detail) {
        this.channel = channel;
        this.phases = phases;
        this.events = events;
        this.detail = detail;
        this.beat = Duration.ofMillis(Math.max(1, terms.getHeartbeatMillis()));
        this.silence = Duration.ofMillis(Math.max(1, terms.getSilenceMillis()));
        this.silent = Deadline.in(silence);
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

    synchronized void confirmAt(Deadline deadline) {
        confirmAt = confirmAt.or(deadline);
    }

    @Override
    public void run() {
        try {
            while (!isDone()) {
                if (channel.stream().awaitReadable(nextTick())) {
                    Frame frame = channel.receive(Deadline.in(FRAME));
                    silent = Deadline.in(silence);
                    take(frame);
                } else {
                    tick();
                }
            }
        } catch (EOFException | ErrnoException end) {
            predecessorDied();
        } catch (TimeoutException withinAFrame) {
            broken("the predecessor stopped within a frame");
        } catch (IOException e) {
            broken(Objects.toString(e.getMessage(), "the connection broke"));
        }
        // After a reclaim the connection still has to carry our Released.
        if (!phases.isIn(SuccessorPhase.RECLAIMED)) {
            channel.close();
        }
    }

    private boolean isDone() {
        return switch (phases.current()) {
            case OWNER -> dutiesFree;
            case FAILED, RECLAIMED -> true;
            default -> false;
        };
    }

    private Deadline nextTick() {
        Deadline next = silent.isPast() ? nextBeat : nextBeat.or(silent);
        return mayConfirm() ? next.or(confirmAt()) : next;
    }

    private boolean mayConfirm() {
        return !confirmSent && phases.isIn(SuccessorPhase.ON_PROBATION);
    }

    private synchronized Deadline confirmAt() {
        return confirmAt;
    }

    private void tick() throws IOException {
        if (silent.isPast()) {
            predecessorSilent();
        } else if (nextBeat.isPast()) {
            sendBeat();
        }
        if (nextBeat.isPast()) {
            nextBeat = Deadline.in(beat);
        }
        if (mayConfirm() && confirmAt().isPast()) {
            confirmSent = true;
            channel.send(Lease.confirmation(), Deadline.in(silence));
        }
    }

    private void sendBeat() throws IOException {
        Envelope.Builder heartbeat = Envelope.newBuilder();
        heartbeat.getHeartbeatBuilder().setPhase(phases.current().name()).setDetail(detail.get());
        channel.send(heartbeat, Deadline.in(silence));
    }

    private void take(Frame frame) throws IOException {
        frame.close();
        Envelope message = frame.envelope();
        switch (frame.kind()) {
            case HEARTBEAT, YIELDED -> {}
            case COMMIT -> commit();
            case RELEASED ->
                dutiesFree(
                        message.getReleased().getClean(), message.getReleased().getSentence());
            case CONFIRMED -> own(SuccessorPhase.ON_PROBATION, "confirmed");
            case ABORT -> failed(message.getAbort().getReason());
            case REFUSED -> failed(message.getRefused().getSentence());
            case RECLAIMED -> reclaimed(message.getReclaimed().getReason());
            default ->
                throw new ProtocolException(
                        "the predecessor sent " + Messages.name(message) + " in phase " + phases.current());
        }
    }

    private void commit() throws ProtocolException {
        synchronized (this) {
            if (!awaitingCommit) {
                throw new ProtocolException("a commit before READY");
            }
        }
        phases.advanceIf(SuccessorPhase.STAGED, SuccessorPhase.ON_PROBATION);
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
        if (phases.isIn(SuccessorPhase.STAGED)) {
            if (isReady) {
                own(SuccessorPhase.STAGED, "the predecessor died before the commit");
            } else {
                events.onInherited();
            }
        } else {
            own(SuccessorPhase.ON_PROBATION, "the predecessor died");
        }
        dutiesFree(true, "the predecessor is dead");
    }

    private void predecessorSilent() throws IOException {
        String why = "the predecessor was silent for " + silence.toMillis() + " ms";
        boolean isReady;
        synchronized (this) {
            isReady = awaitingCommit;
        }
        boolean isOver = phases.isIn(SuccessorPhase.ON_PROBATION) || (phases.isIn(SuccessorPhase.STAGED) && isReady);
        if (isOver) {
            Envelope.Builder takenOver = Envelope.newBuilder();
            takenOver.getTakenOverBuilder().setReason(why);
            channel.send(takenOver, Deadline.in(silence));
            own(phases.current(), why);
        }
    }

    private void own(SuccessorPhase from, String why) {
        if (phases.advanceIf(from, SuccessorPhase.OWNER)) {
            events.onOwner(why);
        }
    }

    private void dutiesFree(boolean certain, String why) {
        if (!dutiesFree) {
            dutiesFree = true;
            events.onDutiesFree(certain, why);
        }
    }

    private void failed(String why) {
        synchronized (this) {
            reason = why;
        }
        if (phases.advanceIf(SuccessorPhase.STAGED, SuccessorPhase.FAILED)) {
            events.onAborted(why);
        }
    }

    private void reclaimed(String why) {
        if (phases.advanceIf(SuccessorPhase.ON_PROBATION, SuccessorPhase.RECLAIMED)) {
            events.onReclaimed(why);
        } else {
            failed(why);
        }
    }

    // We are about to hang up, and the predecessor will take that for our death: so we do not go on as if we owned.
    private void broken(String why) {
        failed(why);
        reclaimed(why);
    }
}
