package dev.handoff.server;

import dev.handoff.fd.Deadline;
import dev.handoff.phase.PredecessorPhase;
import dev.handoff.wire.Frame;
import dev.handoff.wire.FrameChannel;
import dev.handoff.wire.v1.Envelope;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The duties' way through one exchange: they follow the traffic and never delay it. Ours stop once the gate is closed; after
 * a reclaim they start again only when the successor's have stopped for certain.
 */
final class DutyHandover implements Settlement {
    private static final Duration SEND = Duration.ofSeconds(5);

    private final Logger log = LoggerFactory.getLogger(DutyHandover.class);
    private final Estate estate;
    private final FrameChannel channel;
    private final SuccessorProcess successor;
    private final CountDownLatch released = new CountDownLatch(1);

    // The exchange's thread only.
    private boolean begun;
    private boolean wereOurs;
    private boolean killed;

    DutyHandover(Estate estate, FrameChannel channel, SuccessorProcess successor) {
        this.estate = estate;
        this.channel = channel;
        this.successor = successor;
    }

    /** Stops ours, beside the exchange, and says so. */
    void begin() {
        begun = true;
        wereOurs = estate.ownsDuties();
        Thread thread = new Thread(this::release, "handoff-duties");
        thread.setDaemon(true);
        thread.start();
    }

    boolean isBegun() {
        return begun;
    }

    /** The successor hangs, or won't listen. */
    void kill() {
        killed = successor.kill();
        if (killed) {
            log.info("successor pid {} was killed", successor.pid());
        }
    }

    private void release() {
        boolean elsewhere = !estate.ownsDuties();
        boolean clean = estate.releaseDuties();
        Envelope.Builder message = Envelope.newBuilder();
        message.getReleasedBuilder()
                .setClean(clean)
                .setElsewhere(elsewhere)
                .setSentence(
                        clean
                                ? "stopped"
                                : elsewhere
                                        ? "a process that failed may still run the duties"
                                        : "the duties may still run in generation " + estate.generation());
        try {
            channel.send(message, Deadline.in(SEND));
        } catch (IOException gone) {
            log.debug("nobody to take the duties: {}", gone.getMessage());
        } finally {
            released.countDown();
        }
    }

    @Override
    public void await(Deadline deadline) throws InterruptedException {
        if (!released.await(deadline.remainingNanos(), TimeUnit.NANOSECONDS)) {
            log.warn("the duties did not stop in time; the successor takes our end for theirs");
        }
    }

    /** The exchange is over: waits for what {@link #begin} began and, after a reclaim, for the successor's duties. */
    void settle(PredecessorPhase last) {
        if (!begun) {
            return;
        }
        try {
            released.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        if (last != PredecessorPhase.RECLAIMED || !wereOurs) {
            return;
        }
        if (killed || successorReleased()) {
            estate.resumeDuties("reclaimed");
        } else {
            log.warn("the duties have no owner: successor pid {} may still run them", successor.pid());
        }
    }

    // No bound: as long as the successor lives and has not said so, its duties may run, and ours must not.
    private boolean successorReleased() {
        try {
            while (true) {
                try (Frame frame = channel.receive(Deadline.never())) {
                    if (frame.kind() == Envelope.MessageCase.RELEASED
                            && frame.envelope().getReleased().getClean()) {
                        return true;
                    }
                }
            }
        } catch (IOException end) {
            return successor.awaitDeath();
        }
    }
}
