package dev.handoff;

import dev.handoff.gate.GateRehearsal;
import dev.handoff.wire.v1.Commit;
import dev.handoff.wire.v1.Confirm;
import dev.handoff.wire.v1.Confirmed;
import dev.handoff.wire.v1.Envelope;
import dev.handoff.wire.v1.Opened;
import dev.handoff.wire.v1.Ready;
import dev.handoff.wire.v1.Released;
import dev.handoff.wire.v1.Yielded;
import java.io.IOException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Between the predecessor's last accept and our first, clients wait. What is done there for the first time takes 8 ms, mostly the
 * loading of classes; so it is done once before READY, when nobody waits.
 *
 * <p>The collection is of what the start has left. The first one copies all that lives, takes longest of all, and would come within the
 * first second of service: 10 ms for a heap of 8 MB were seen, at each handoff.
 */
final class Rehearsal {
    /** No heartbeat is sent while it lasts: 94 ms for 51 MB of Spring Boot on two busy processors, so well under a second for this. */
    private static final long MOST_BYTES = 128L << 20;

    private static final Logger LOG = LoggerFactory.getLogger(Rehearsal.class);

    private Rehearsal() {}

    /** Leaves nothing behind; what fails in it will fail again when it matters. */
    static void run(Owner owner) {
        try {
            GateRehearsal.run();
            frames();
        } catch (IOException | RuntimeException e) {
            LOG.debug("no rehearsal", e);
        }
        LOG.trace("{}", StatusReport.full(owner).getGeneration());
        collect();
    }

    private static void frames() throws IOException {
        for (Envelope.Builder each : List.of(
                Envelope.newBuilder().setReady(Ready.getDefaultInstance()),
                Envelope.newBuilder().setCommit(Commit.getDefaultInstance()),
                Envelope.newBuilder().setOpened(Opened.getDefaultInstance()),
                Envelope.newBuilder().setYielded(Yielded.getDefaultInstance()),
                Envelope.newBuilder().setReleased(Released.getDefaultInstance()),
                Envelope.newBuilder().setConfirm(Confirm.getDefaultInstance()),
                Envelope.newBuilder().setConfirmed(Confirmed.getDefaultInstance()))) {
            Envelope parsed = Envelope.parseFrom(each.build().toByteArray());
            LOG.trace("{}", parsed.getMessageCase());
        }
    }

    /** {@code -XX:+DisableExplicitGC} prevents it. */
    private static void collect() {
        Runtime heap = Runtime.getRuntime();
        if (heap.totalMemory() - heap.freeMemory() <= MOST_BYTES) {
            System.gc();
        }
    }
}
