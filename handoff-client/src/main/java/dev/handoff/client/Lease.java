package dev.handoff.client;

import dev.handoff.fd.Deadline;
import dev.handoff.fd.TimeoutException;
import dev.handoff.phase.Phases;
import dev.handoff.phase.SuccessorPhase;
import dev.handoff.telemetry.Rehearsing;
import dev.handoff.wire.FrameChannel;
import dev.handoff.wire.NamedListener;
import dev.handoff.wire.Testimony;
import dev.handoff.wire.v1.Confirm;
import dev.handoff.wire.v1.Envelope;
import dev.handoff.wire.v1.Generation;
import dev.handoff.wire.v1.Grant;
import dev.handoff.wire.v1.HandoffRecord;
import dev.handoff.wire.v1.Opened;
import dev.handoff.wire.v1.Progress;
import dev.handoff.wire.v1.RecordedRequest;
import dev.handoff.wire.v1.Welcome;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;

/**
 * What a predecessor granted: its listeners, as long as the connection lasts, until they are ours for good.
 *
 * <p>The connection is the lease. Its end means that the predecessor is dead; heartbeats tell one that hangs. Before READY
 * a lease is ended by {@link #abort}, with no trace; {@link #keep} must have been called before {@link #ready}.
 *
 * <p>Closing a lease closes the connection, and the listeners unless {@link #takeListeners} took them.
 */
public final class Lease implements AutoCloseable {
    /** For a predecessor that is alive to answer READY: it only has to note the probation. */
    private static final Duration COMMIT = Duration.ofSeconds(10);

    /** Nobody waits longer for a warm-up to be proposed. */
    private static final long MOST_RECORDING_MILLIS = 10_000;

    private static final Duration SEND = Duration.ofSeconds(2);

    private final Logger log = Rehearsing.log(Lease.class);
    private final FrameChannel channel;
    private final Welcome predecessor;
    private final Grant terms;
    private final Phases<SuccessorPhase> phases;
    private final Tidings tidings = new Tidings();
    /** Guarded by this. Empty once taken. */
    private List<NamedListener> listeners;

    private volatile LeaseKeeper keeper;

    @SuppressWarnings("NullAway") // the keeper comes with keep()
    Lease(
            FrameChannel channel,
            Welcome predecessor,
            Grant terms,
            List<NamedListener> listeners,
            Phases<SuccessorPhase> phases) {
        this.channel = channel;
        this.predecessor = predecessor;
        this.terms = terms;
        this.listeners = List.copyOf(listeners);
        this.phases = phases;
    }

    /** The granted listeners, checked; the lease owns them. */
    public synchronized List<NamedListener> listeners() {
        return listeners;
    }

    /** The granted listeners, the caller's from now on. */
    public synchronized List<NamedListener> takeListeners() {
        List<NamedListener> taken = listeners;
        listeners = List.of();
        return taken;
    }

    /** The generation that we are, once we own the listeners. */
    public long generation() {
        return terms.getGeneration();
    }

    /** The predecessor's own generation. */
    public long predecessorGeneration() {
        return predecessor.getGeneration();
    }

    /** The predecessor's release label; may be empty. */
    public String predecessorRelease() {
        return predecessor.getRelease();
    }

    /** Who owned the listeners before, newest first. */
    public List<Generation> lineage() {
        return terms.getLineageList();
    }

    /** The handoffs before this one, newest first, as far back as the predecessor remembers. Its words, checked. */
    public List<HandoffRecord> history() {
        return Testimony.history(terms.getHistoryList());
    }

    /** The predecessor's number in our pid namespace; 0 if it has none there, or is gone. */
    public int predecessorPid() {
        try {
            return channel.stream().peer().pid();
        } catch (IOException gone) {
            return 0;
        }
    }

    /** Where the exchange is. */
    public Phases<SuccessorPhase> phases() {
        return phases;
    }

    /**
     * Keeps the lease alive from here on, on a thread of its own.
     *
     * @param detail a line of progress for the predecessor's status, asked at each heartbeat
     */
    public void keep(LeaseEvents events, Supplier<String> detail) throws IOException {
        keep(events, detail, List::of);
    }

    /**
     * As {@link #keep(LeaseEvents, Supplier)}.
     *
     * @param progress what we are at, for whoever watches; 8 at the most are told
     */
    public void keep(LeaseEvents events, Supplier<String> detail, Supplier<List<Progress>> progress)
            throws IOException {
        tidings.tell(detail, progress);
        keeper = new LeaseKeeper(channel, terms, phases, events, tidings, PredecessorProcess.of(channel.stream()));
        keeper.start();
    }

    /** From now on {@code handoff-client ready} may tell us to be READY; {@link #isReadyTold} says that it did. */
    public void awaitReady() {
        tidings.awaitReady();
    }

    /** Has somebody told us to be READY? */
    public boolean isReadyTold() {
        return tidings.isReadyTold();
    }

    /**
     * What the predecessor was asked while we started, for our warm-up. It says so once, some time after the grant: this waits
     * for that, no longer than the predecessor takes, or lives. A peer's words: what is of no use is to be passed over.
     */
    public List<RecordedRequest> awaitRecorded() throws InterruptedException {
        long millis = Math.min(MOST_RECORDING_MILLIS, Integer.toUnsignedLong(terms.getRecordingMillis()));
        if (millis == 0) {
            return List.of();
        }
        Duration silence = Duration.ofMillis(Integer.toUnsignedLong(terms.getSilenceMillis()));
        return tidings.awaitRecorded(Deadline.in(silence.plusMillis(millis)));
    }

    /**
     * Says READY and waits for the commit. On return the gate may be opened, then {@link #opened} called.
     *
     * <p>If the predecessor is dead the listeners are ours at once; if it is silent for longer than the lease allows, they
     * are taken over.
     *
     * @param probation how long we want to be on probation once the gate is open
     * @throws HandoffAbortedException if the predecessor ended the exchange, or does not commit though it is alive
     */
    public void ready(Duration probation) throws IOException, InterruptedException {
        sayReady(probation);
        // One that hangs is taken over from after its silence; this is for one that is alive and does not commit.
        Duration patience = COMMIT.plusMillis(2 * Integer.toUnsignedLong(terms.getSilenceMillis()));
        if (phases.await(now -> now != SuccessorPhase.STAGED, Deadline.in(patience)) == SuccessorPhase.STAGED) {
            abort("no commit within " + patience.toMillis() + " ms of READY");
        }
        if (phases.isIn(SuccessorPhase.FAILED)) {
            throw new HandoffAbortedException(keeper.reason());
        }
    }

    /** Says READY, and waits for nothing. */
    void sayReady(Duration probation) {
        keeper.awaitingCommit();
        Envelope.Builder ready = Envelope.newBuilder();
        ready.getReadyBuilder().setProbationMillis(probation.toMillis());
        tell(ready);
    }

    /** Says that our gate is open; the probation begins, unless the predecessor was taken over from. */
    public void opened(Duration probation) {
        tell(keeper.accepting());
        keeper.opened(Deadline.in(probation));
    }

    /** Ends the probation well, now; of no effect before {@link #opened}. */
    public void confirm() {
        if (keeper.isOpened()) {
            keeper.confirmAt(Deadline.in(Duration.ZERO));
        }
    }

    /**
     * Ends the probation badly: asks the predecessor to accept again, and waits until it does.
     *
     * @return true if it does; false if there is no predecessor to fall back on, and the listeners stay ours
     */
    public boolean fail(String reason, Duration timeout) throws InterruptedException {
        tell(failure(reason));
        return phases.await(now -> now != SuccessorPhase.ON_PROBATION, Deadline.in(timeout))
                == SuccessorPhase.RECLAIMED;
    }

    /** After a reclaim: our duties have stopped, the predecessor may start its own. Ends the connection. */
    public void released(boolean clean, String sentence) {
        Envelope.Builder released = Envelope.newBuilder();
        released.getReleasedBuilder().setClean(clean).setSentence(sentence);
        tell(released);
        channel.close();
    }

    /** Gives the listeners back, before the commit: nothing has happened. */
    public void abort(String reason) {
        if (phases.advanceIf(SuccessorPhase.STAGED, SuccessorPhase.FAILED)) {
            Envelope.Builder abort = Envelope.newBuilder();
            abort.getAbortBuilder().setReason(reason);
            tell(abort);
        }
        close();
    }

    // A peer that is gone, or hangs, is noticed by the keeper, which knows what follows from it.
    private void tell(Envelope.Builder message) {
        try {
            channel.send(message, Deadline.in(SEND));
        } catch (TimeoutException hung) {
            log.debug("the predecessor does not read: {}", hung.getMessage());
        } catch (IOException gone) {
            log.debug("the predecessor is gone: {}", gone.getMessage());
        }
    }

    @Override
    public void close() {
        channel.close();
        takeListeners().forEach(NamedListener::close);
    }

    static Envelope.Builder opening() {
        return Envelope.newBuilder().setOpened(Opened.getDefaultInstance());
    }

    static Envelope.Builder takeover(String reason) {
        Envelope.Builder takenOver = Envelope.newBuilder();
        takenOver.getTakenOverBuilder().setReason(reason);
        return takenOver;
    }

    static Envelope.Builder failure(String reason) {
        Envelope.Builder failed = Envelope.newBuilder();
        failed.getFailedBuilder().setReason(reason);
        return failed;
    }

    static Envelope.Builder confirmation() {
        return Envelope.newBuilder().setConfirm(Confirm.getDefaultInstance());
    }
}
