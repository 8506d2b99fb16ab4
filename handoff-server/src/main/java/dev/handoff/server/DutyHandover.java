package dev.handoff.server;

import dev.handoff.fd.Deadline;
import dev.handoff.phase.PredecessorPhase;
import dev.handoff.wire.Frame;
import dev.handoff.wire.FrameChannel;
import dev.handoff.wire.v1.Envelope;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The duties' way through one exchange: they follow the traffic and never delay it. Ours stop once the gate is closed; after
 * a reclaim they start again only when the successor's have stopped for certain.
 */
final class DutyHandover {
    private static final Duration SEND = Duration.ofSeconds(5);
    /** From a process's end of file to its death: the kernel closes descriptors on the way out. */
    private static final Duration DEATH = Duration.ofSeconds(2);

    private final Logger log = LoggerFactory.getLogger(DutyHandover.class);
    private final Estate estate;
    private final FrameChannel channel;
    private final SuccessorProcess successor;

    // The exchange's thread only.
    private @Nullable Thread releasing;
    private boolean killed;

    DutyHandover(Estate estate, FrameChannel channel, SuccessorProcess successor) {
        this.estate = estate;
        this.channel = channel;
        this.successor = successor;
    }

    /** Stops ours, beside the exchange, and says so. */
    void begin() {
        Thread thread = new Thread(this::release, "handoff-duties");
        thread.setDaemon(true);
        releasing = thread;
        thread.start();
    }

    boolean isBegun() {
        return releasing != null;
    }

    /** The successor hangs, or won't listen. */
    void kill() {
        killed = successor.kill();
        if (killed) {
            log.info("successor pid {} was killed", successor.pid());
        }
    }

    private void release() {
        boolean clean = estate.releaseDuties();
        Envelope.Builder released = Envelope.newBuilder();
        released.getReleasedBuilder()
                .setClean(clean)
                .setSentence(clean ? "stopped" : "the duties may still run in generation " + estate.generation());
        try {
            channel.send(released, Deadline.in(SEND));
        } catch (IOException gone) {
            log.debug("nobody to take the duties: {}", gone.getMessage());
        }
    }

    /** The exchange is over: waits for what {@link #begin} began and, after a reclaim, for the successor's duties. */
    void settle(PredecessorPhase last) {
        Thread thread = releasing;
        if (thread == null) {
            return;
        }
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        if (last != PredecessorPhase.RECLAIMED) {
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
                    if (frame.kind() == Envelope.MessageCase.RELEASED) {
                        return frame.envelope().getReleased().getClean();
                    }
                }
            }
        } catch (IOException end) {
            return successor.isDead(DEATH);
        }
    }
}
