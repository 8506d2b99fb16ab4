package dev.handoff;

import dev.handoff.client.HandoffAbortedException;
import dev.handoff.client.Lease;
import dev.handoff.client.LeaseEvents;
import dev.handoff.phase.ProcessPhase;
import dev.handoff.phase.SuccessorPhase;
import dev.handoff.server.Settlement;
import dev.handoff.telemetry.Flight;
import dev.handoff.telemetry.Rehearsing;
import dev.handoff.wire.v1.HandoffRecord;
import dev.handoff.wire.v1.PhaseTime;
import dev.handoff.wire.v1.RecordedRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;

/**
 * How a process becomes the owner by a lease from its predecessor, or fails to. What the lease tells is acted on by a thread
 * of this object's own, so that the heartbeats go on meanwhile.
 */
final class Succession implements LeaseEvents, AutoCloseable {
    /** For a predecessor that is alive to accept again, when we ask it to. */
    private static final Duration RECLAIM = Duration.ofSeconds(10);

    private static final String CONFIRMED = "confirmed";

    private final Logger log = Rehearsing.log(Succession.class);
    private final HeldLease held;
    private final Lease lease;
    private final Owner owner;
    private final Background background = Background.ofThisProcess();
    private final Consumer<HandoffRecord> flight = Flight.handoff();
    private final ExecutorService thread = Executors.newSingleThreadExecutor(work -> {
        Thread succession = new Thread(work, "handoff-succession");
        succession.setDaemon(true);
        return succession;
    });
    /** Written under this. */
    private volatile String ownedWhy = "";
    /** Guarded by this. */
    private boolean reclaimed;

    Succession(HeldLease held, Owner owner) {
        this.held = held;
        this.lease = held.lease();
        this.owner = owner;
        owner.duties().doubt();
    }

    void start() {
        held.attach(this, owner::progress, owner.chronicle()::progress);
        background.granted();
    }

    /** Has somebody told us, by way of the predecessor, to be READY? */
    boolean isReadyTold() {
        return lease.isReadyTold();
    }

    List<RecordedRequest> awaitRecorded() throws InterruptedException {
        return lease.awaitRecorded();
    }

    /** READY, commit, gates open. */
    void ready(Duration probation) throws IOException, InterruptedException {
        background.close();
        lease.ready(probation);
        synchronized (this) {
            if (reclaimed) {
                throw new HandoffAbortedException("the predecessor took the listeners back before the gate was open");
            }
            owner.accept(ownedWhy.isEmpty() ? ProcessPhase.ON_PROBATION : ProcessPhase.OWNER);
        }
        owner.duties().acquire("the predecessor's have stopped");
        lease.opened(probation);
    }

    /** The predecessor lives, and has made us the owner. */
    boolean isConfirmed() {
        return ownedWhy.equals(CONFIRMED);
    }

    void confirm() {
        lease.confirm();
    }

    /** Asks the predecessor to accept again. True if it does: {@link #onReclaimed} retires us. */
    boolean fail(String reason) throws InterruptedException {
        boolean isReclaimed = lease.fail(reason, RECLAIM);
        if (!isReclaimed) {
            log.warn(
                    "no predecessor takes the listeners back; generation {} stays the owner",
                    owner.standing().generation());
        }
        return isReclaimed;
    }

    /** Gives the listeners back if the commit has not come; if it has, asks the predecessor to accept again. */
    void abort(String reason) throws InterruptedException {
        if (lease.phases().isIn(SuccessorPhase.ON_PROBATION)) {
            fail(reason);
        } else {
            lease.abort(reason);
        }
    }

    // What the predecessor says while this process ends, by a signal for instance, changes nothing any more.
    private void later(Runnable work) {
        try {
            thread.execute(work);
        } catch (RejectedExecutionException ended) {
            log.debug("generation {} has ended by now", owner.standing().generation());
        }
    }

    @Override
    public void onInherited() {
        later(() -> {
            background.close(); // nobody serves
            log.info(
                    "generation {} died; {} is its heir, not READY yet",
                    lease.predecessorGeneration(),
                    owner.standing().generation());
            publish();
        });
    }

    // On a thread of its own: it may have to try for long.
    private void publish() {
        Thread publishing = new Thread(owner.publication()::publish, "handoff-publish");
        publishing.setDaemon(true);
        publishing.start();
    }

    @Override
    public void onOwner(String why) {
        synchronized (this) {
            ownedWhy = why;
        }
        owner.tenure().settle();
        HandoffRecord record = record(why);
        flight.accept(record);
        owner.record(record);
        publish();
    }

    @Override
    public void onAborted(String reason) {
        later(() -> owner.retire("the predecessor ended the handoff: " + reason, Ending.ABORTED, Settlement.NONE));
    }

    @Override
    public void onReclaimed(String reason) {
        synchronized (this) {
            reclaimed = true;
        }
        CountDownLatch released = new CountDownLatch(1);
        later(() -> {
            owner.retire(
                    "reclaimed by generation " + lease.predecessorGeneration() + ": " + reason,
                    Ending.RECLAIMED,
                    deadline -> released.await(deadline.remainingNanos(), TimeUnit.NANOSECONDS));
            boolean clean = owner.duties().stop();
            lease.released(clean, clean ? "stopped" : "they may still run in the release that failed");
            released.countDown();
        });
    }

    @Override
    public void onDutiesFree(boolean certain, String why) {
        if (certain) {
            owner.duties().resolve(true, "the predecessor's have stopped");
        } else {
            log.warn("the duties are not started: they may still run in the predecessor ({})", why);
        }
    }

    @Override
    public void onDutiesLost(String why) {
        log.warn("the duties are not started: {}", why);
        owner.duties().resolve(false, why);
    }

    private static String outcome(String why) {
        if (why.equals(CONFIRMED)) {
            return why;
        }
        return why.contains("silent") ? "predecessor-silent" : "predecessor-died";
    }

    private HandoffRecord record(String why) {
        HandoffRecord.Builder record = HandoffRecord.newBuilder()
                .setFrom(lease.predecessorGeneration())
                .setTo(owner.standing().generation())
                .setFromRelease(lease.predecessorRelease())
                .setToRelease(owner.standing().identity().release())
                .setOutcome(outcome(why))
                .setReason(why)
                .setFromPid(lease.predecessorPid())
                .setToPid((int) ProcessHandle.current().pid())
                .addAllProgress(owner.chronicle().progress())
                .setStartedMillis(lease.phases().startedAt().toEpochMilli());
        lease.phases().timeline().stream()
                .filter(took -> took.phase() != SuccessorPhase.OWNER)
                .forEach(took -> record.addPhases(PhaseTime.newBuilder()
                        .setPhase(took.phase().name())
                        .setMicros(took.time().toNanos() / 1_000)));
        return record.build();
    }

    @Override
    public void close() {
        background.close();
        lease.close();
        thread.shutdown();
    }
}
