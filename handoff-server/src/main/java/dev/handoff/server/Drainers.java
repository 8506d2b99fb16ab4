package dev.handoff.server;

import dev.handoff.fd.Deadline;
import dev.handoff.telemetry.Rehearsing;
import dev.handoff.wire.Frame;
import dev.handoff.wire.FrameChannel;
import dev.handoff.wire.Messages;
import dev.handoff.wire.RefusedException;
import dev.handoff.wire.v1.Draining;
import dev.handoff.wire.v1.Envelope;
import dev.handoff.wire.v1.RefusalCode;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;

/**
 * The retired generations that still drain: each keeps a connection to the present owner and reports on it. Too many at
 * once, and the oldest is asked to end.
 */
final class Drainers {
    private static final Duration REPORT = Duration.ofSeconds(10);
    private static final Duration SEND = Duration.ofSeconds(2);

    private final Logger log = Rehearsing.log(Drainers.class);
    private final int most;
    private final Chronicle chronicle;
    /** Guarded by this. */
    private final Map<FrameChannel, Draining> present = new HashMap<>();
    /** Guarded by this. */
    private boolean turnedAway;

    Drainers(int most, Chronicle chronicle) {
        this.most = most;
        this.chronicle = chronicle;
    }

    /**
     * Follows one generation's reports until it is gone. The caller closes the channel.
     *
     * @throws RefusedException DRAINING once we have been retired
     */
    void follow(FrameChannel channel, Draining first) throws IOException {
        try {
            Draining report = first;
            while (true) {
                note(channel, report);
                try (Frame frame =
                        Messages.expectBare(channel.receive(Deadline.in(REPORT)), Envelope.MessageCase.DRAINING)) {
                    report = frame.envelope().getDraining();
                }
            }
        } finally {
            forget(channel);
        }
    }

    // Turned away, it drains on, and tells another owner.
    private void forget(FrameChannel channel) {
        Draining last;
        boolean isGone;
        synchronized (this) {
            last = present.remove(channel);
            isGone = !turnedAway;
        }
        if (last != null) {
            chronicle.drained(last, isGone);
        }
    }

    private void note(FrameChannel channel, Draining report) throws RefusedException {
        List<FrameChannel> tooMany = new ArrayList<>();
        synchronized (this) {
            if (turnedAway) {
                throw new RefusedException(
                        RefusalCode.DRAINING, "this generation drains itself; report to the present owner");
            }
            boolean isNew = present.put(channel, report) == null;
            if (isNew && present.size() > most) {
                present.entrySet().stream()
                        .sorted(Comparator.comparing(entry -> entry.getValue().getGeneration()))
                        .limit(present.size() - most)
                        .forEach(entry -> tooMany.add(entry.getKey()));
            }
        }
        chronicle.drained(report, false);
        tooMany.forEach(this::end);
    }

    private void end(FrameChannel channel) {
        Envelope.Builder end = Envelope.newBuilder();
        end.getEndDrainBuilder().setReason("more than " + most + " generations drain");
        try {
            channel.send(end, Deadline.in(SEND));
        } catch (IOException gone) {
            log.debug("a draining generation is gone: {}", gone.getMessage());
        }
    }

    /** We are retired ourselves: they are to report to whoever owns the listeners now, and find him by themselves. */
    void turnAway() {
        List<FrameChannel> all;
        synchronized (this) {
            turnedAway = true;
            all = List.copyOf(present.keySet());
        }
        all.forEach(FrameChannel::close);
    }

    /** Their latest reports, oldest generation first. */
    synchronized List<Draining> reports() {
        return present.values().stream()
                .sorted(Comparator.comparing(Draining::getGeneration))
                .toList();
    }
}
