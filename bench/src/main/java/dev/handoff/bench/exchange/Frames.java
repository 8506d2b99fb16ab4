package dev.handoff.bench.exchange;

import dev.handoff.wire.Manifest;
import dev.handoff.wire.NamedListener;
import dev.handoff.wire.Negotiation;
import dev.handoff.wire.v1.Envelope;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** The frames of one exchange in hex, of the size that both sides really send. */
final class Frames {
    /** SCM_MAX_FD: what the kernel takes in one message, unix(7). */
    static final int MOST_DESCRIPTORS = 253;

    private static final String INSTANCE = "c0ffee00-0000-4000-8000-000000000001";

    private Frames() {}

    static String hello() {
        Envelope.Builder frame = Envelope.newBuilder();
        return hex(frame.setHello(Negotiation.hello().setInstance("bench")));
    }

    static String welcome() {
        Envelope.Builder frame = Envelope.newBuilder();
        frame.getWelcomeBuilder().setVersion(1).setGeneration(1).setInstance(INSTANCE);
        return hex(frame);
    }

    static String request() {
        Envelope.Builder frame = Envelope.newBuilder();
        frame.getRequestBuilder().setWaitMillis(10_000).setReadyWithinMillis(10_000);
        return hex(frame);
    }

    /** The frames of a grant of so many listeners, in as few messages as the kernel allows. */
    static List<String> grants(int count) throws IOException {
        List<String> frames = new ArrayList<>();
        try (Listeners listeners = new Listeners(count)) {
            for (int from = 0; from < count; from += MOST_DESCRIPTORS) {
                int to = Math.min(count, from + MOST_DESCRIPTORS);
                frames.add(hex(grant(listeners.all().subList(from, to))));
            }
        }
        return frames;
    }

    static Envelope.Builder grant(List<NamedListener> listeners) {
        Envelope.Builder frame = Envelope.newBuilder().setDescriptors(listeners.size());
        frame.getGrantBuilder()
                .setParts(1)
                .setGeneration(2)
                .setHeartbeatMillis(1_000)
                .setSilenceMillis(5_000)
                .setReadyWithinMillis(10_000)
                .addLineageBuilder()
                .setNumber(1)
                .setInstance(INSTANCE);
        for (int position = 0; position < listeners.size(); position++) {
            frame.getGrantBuilder().addListeners(Manifest.entry(listeners.get(position), position));
        }
        return frame;
    }

    static String abort() {
        Envelope.Builder frame = Envelope.newBuilder();
        frame.getAbortBuilder().setReason("");
        return hex(frame);
    }

    private static String hex(Envelope.Builder frame) {
        byte[] payload = frame.build().toByteArray();
        byte[] whole = ByteBuffer.allocate(4 + payload.length)
                .putInt(payload.length)
                .put(payload)
                .array();
        return HexFormat.of().formatHex(whole);
    }
}
