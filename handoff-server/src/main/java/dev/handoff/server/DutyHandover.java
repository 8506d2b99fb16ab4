package dev.handoff.server;

import dev.handoff.fd.Deadline;
import dev.handoff.phase.PredecessorPhase;
import dev.handoff.telemetry.Rehearsing;
import dev.handoff.wire.Frame;
import dev.handoff.wire.FrameChannel;
import dev.handoff.wire.v1.Envelope;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;

/**
 * The duties' way through one exchange: they follow the traffic and never delay it. Ours stop once the gate is closed; after
 * a reclaim they start again only when the successor's have stopped for certain.
 */
final class DutyHandover implements Settlement {
    private static final Duration SEND = Duration.ofSeconds(5);

    private final Logger log = Rehearsing.log(DutyHandover.class);
    private final Estate estate;
    private final FrameChannel channel;
    private final SuccessorProcess successor;
    private final CountDownLatch released = new CountDownLatch(1);
    /** Where the duties may run but for the successor; known once released. */
    private volatile Whereabouts whereabouts = Whereabouts.HERE;

    // The exchange's thread only.
    private boolean begun;
    private boolean killed;

    DutyHandover(Estate estate, FrameChannel channel, SuccessorProcess successor) {
        this.estate = estate;
        this.channel = channel;
        this.successor = successor;
    }

    /** Stops ours, beside the exchange, and says so. */
    void begin() {
        begun = true;
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
        whereabouts = estate.releaseDuties();
        Envelope.Builder message = Envelope.newBuilder();
        message.getReleasedBuilder()
                .setClean(whereabouts == Whereabouts.NOWHERE)
                .setElsewhere(whereabouts == Whereabouts.ELSEWHERE)
                .setSentence(
                        switch (whereabouts) {
                            case NOWHERE -> "stopped";
                            case HERE -> "the duties may still run in generation " + estate.generation();
                            case ELSEWHERE -> "another process may still run the duties";
                        });
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
        if (last != PredecessorPhase.RECLAIMED) {
            return;
        }
        if (whereabouts != Whereabouts.NOWHERE) {
            estate.resumeDuties("the successor never had them");
            return;
        }
        boolean certain = killed || successorReleased();
        if (!certain) {
            log.warn("the duties have no owner: successor pid {} may still run them", successor.pid());
        }
        estate.returnDuties(certain, "reclaimed");
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
