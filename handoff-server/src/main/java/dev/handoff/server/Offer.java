package dev.handoff.server;

import dev.handoff.fd.Deadline;
import dev.handoff.wire.FrameChannel;
import dev.handoff.wire.Manifest;
import dev.handoff.wire.NamedListener;
import dev.handoff.wire.RefusedException;
import dev.handoff.wire.Testimony;
import dev.handoff.wire.v1.Envelope;
import dev.handoff.wire.v1.Grant;
import dev.handoff.wire.v1.HandoffRecord;
import dev.handoff.wire.v1.RefusalCode;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What a successor is to get, in as many frames as that takes.
 *
 * @param listeners still the estate's
 */
record Offer(List<NamedListener> listeners) {
    /** What a frame has beside its grant. */
    private static final int MARGIN = 64;

    /**
     * The listeners of these names, or all if there is none.
     *
     * @throws RefusedException UNKNOWN_LISTENER
     */
    static Offer of(List<NamedListener> all, List<String> names) throws RefusedException {
        if (names.isEmpty()) {
            return new Offer(all);
        }
        List<NamedListener> chosen = new ArrayList<>();
        for (String name : names) {
            List<NamedListener> found = all.stream()
                    .filter(listener -> listener.name().equals(name))
                    .toList();
            if (found.isEmpty()) {
                throw new RefusedException(
                        RefusalCode.UNKNOWN_LISTENER,
                        "there is no listener \"" + name + "\" here, only "
                                + all.stream().map(NamedListener::name).toList());
            }
            chosen.addAll(found);
        }
        return new Offer(chosen);
    }

    /**
     * Sends it; {@code terms}, the grant's own, go with the first frame, and as much of the {@code history} as has room there.
     * Each frame has {@code time} to find room.
     */
    void send(FrameChannel channel, Grant terms, List<HandoffRecord> history, Duration time) throws IOException {
        List<List<NamedListener>> parts = Manifest.parts(listeners);
        if (parts.isEmpty()) {
            parts = List.of(List.of()); // a store that keeps nothing yet says so
        }
        for (int part = 0; part < parts.size(); part++) {
            List<NamedListener> these = parts.get(part);
            Grant.Builder grant = part == 0 ? terms.toBuilder() : Grant.newBuilder();
            grant.setPart(part).setParts(parts.size());
            for (int position = 0; position < these.size(); position++) {
                grant.addListeners(Manifest.entry(these.get(position), position));
            }
            if (part == 0) {
                int room = FrameChannel.MAX_PAYLOAD - MARGIN - grant.build().getSerializedSize();
                grant.addAllHistory(Testimony.within(room, history));
            }
            channel.send(
                    Envelope.newBuilder().setGrant(grant),
                    these.stream().map(NamedListener::fd).toList(),
                    Deadline.in(time));
        }
    }
}
