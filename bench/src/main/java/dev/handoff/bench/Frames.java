package dev.handoff.bench;

import dev.handoff.fd.Family;
import dev.handoff.fd.OwnedFd;
import dev.handoff.fd.Sockets;
import dev.handoff.wire.Manifest;
import dev.handoff.wire.NamedListener;
import dev.handoff.wire.Negotiation;
import dev.handoff.wire.v1.Envelope;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.HexFormat;

/** The frames of one exchange in hex, of the size that both sides really send. */
final class Frames {
    private Frames() {}

    static String hello() {
        Envelope.Builder frame = Envelope.newBuilder();
        return hex(frame.setHello(Negotiation.hello().setInstance("bench")));
    }

    static String welcome() {
        Envelope.Builder frame = Envelope.newBuilder();
        frame.getWelcomeBuilder().setVersion(1).setGeneration(1).setInstance("c0ffee00-0000-4000-8000-000000000001");
        return hex(frame);
    }

    static String request() {
        Envelope.Builder frame = Envelope.newBuilder();
        frame.getRequestBuilder().addListeners("http").setWaitMillis(10_000).setReadyWithinMillis(10_000);
        return hex(frame);
    }

    static String grant() throws IOException {
        InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        OwnedFd fd = Sockets.listenTcp(Family.INET, any, 1);
        try (NamedListener listener = NamedListener.of("http", 1024, fd)) {
            Envelope.Builder frame = Envelope.newBuilder().setDescriptors(1);
            frame.getGrantBuilder()
                    .setParts(1)
                    .setGeneration(2)
                    .setHeartbeatMillis(1_000)
                    .setSilenceMillis(5_000)
                    .setReadyWithinMillis(10_000)
                    .addListeners(Manifest.entry(listener, 0))
                    .addLineageBuilder()
                    .setNumber(1)
                    .setInstance("c0ffee00-0000-4000-8000-000000000001");
            return hex(frame);
        }
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
