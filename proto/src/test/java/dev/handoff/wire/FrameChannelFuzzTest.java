package dev.handoff.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.handoff.fd.Deadline;
import dev.handoff.fd.OwnedFd;
import dev.handoff.fd.TruncatedException;
import dev.handoff.fd.UnixStream;
import dev.handoff.testing.Lines;
import dev.handoff.testing.Oddment;
import dev.handoff.testing.Residue;
import dev.handoff.testing.Script;
import dev.handoff.wire.v1.Envelope;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Any bytes, any descriptors on any of them, over a real socket. Whole frames come out as they went in; at the first thing
 * that is no frame the reader says so, and nothing stays open.
 *
 * <p>The letters: V a heartbeat that is as it says, X one that declares another number of descriptors, F a frame around any
 * bytes, P descriptors on a frame's payload, B any bytes, L any length.
 */
class FrameChannelFuzzTest {
    private static final Duration BOUND = Duration.ofSeconds(10);
    /** What a socket holds before anybody reads, so that one thread can do both. */
    private static final int MOST_BYTES = 32 * 1024;

    private static final int MOST_DESCRIPTORS = 400;

    private final List<Integer> whole = new ArrayList<>();
    private boolean broken;
    private int bytes;
    private int descriptors;

    private final Residue before = Residue.besides(Oddment.kept(0));

    @FuzzTest
    void wholeFramesComeThroughAndNothingElseDoes(byte[] input) throws IOException {
        whole.clear();
        broken = false;
        bytes = 0;
        descriptors = 0;
        List<UnixStream> pair = UnixStream.pair();
        try (UnixStream peer = pair.get(0);
                FrameChannel channel = new FrameChannel(pair.get(1))) {
            Script script = new Script(input);
            while (!script.isOver() && bytes < MOST_BYTES && descriptors < MOST_DESCRIPTORS) {
                write(peer, script);
            }
            peer.close();
            read(channel);
        }
        before.assertNone();
    }

    private void write(UnixStream peer, Script script) throws IOException {
        switch (script.step("VXFPBL")) {
            case 'V' -> {
                int carried = script.count() % (UnixStream.MAX_DESCRIPTORS + 1);
                send(peer, framed(heartbeat(carried)), carried);
                if (!broken) {
                    whole.add(carried);
                }
            }
            case 'X' -> {
                int declared = (int) script.wide();
                int carried = script.count() % (UnixStream.MAX_DESCRIPTORS + 1);
                broken |= declared != carried;
                if (!broken) {
                    whole.add(carried);
                }
                send(peer, framed(heartbeat(declared)), carried);
            }
            case 'F' -> {
                broken = true;
                send(peer, framed(script.bytes()), script.count() % 4);
            }
            case 'P' -> {
                broken = true;
                byte[] frame = framed(heartbeat(1));
                send(peer, Arrays.copyOf(frame, 4), 0);
                send(peer, Arrays.copyOfRange(frame, 4, frame.length), 1 + script.count() % 4);
            }
            case 'B' -> {
                broken = true;
                send(peer, script.bytes(), script.count() % 4);
            }
            default -> {
                broken = true;
                send(peer, ByteBuffer.allocate(4).putInt((int) script.wide()).array(), script.count() % 4);
            }
        }
    }

    private void send(UnixStream peer, byte[] message, int count) throws IOException {
        if (message.length == 0) {
            return;
        }
        List<OwnedFd> riding = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            riding.add(Oddment.kept(i));
        }
        peer.send(message, riding, Deadline.in(BOUND));
        bytes += message.length;
        descriptors += count;
    }

    private static byte[] heartbeat(int declared) {
        return Lines.heartbeat("FUZZED").setDescriptors(declared).build().toByteArray();
    }

    private static byte[] framed(byte[] payload) {
        return ByteBuffer.allocate(4 + payload.length)
                .putInt(payload.length)
                .put(payload)
                .array();
    }

    private void read(FrameChannel channel) throws IOException {
        int frames = 0;
        try {
            while (true) {
                try (Frame frame = channel.receive(Deadline.in(BOUND))) {
                    assertThat(frame.descriptors())
                            .hasSize(frame.envelope().getDescriptors())
                            .allMatch(OwnedFd::isOpen);
                    if (frames < whole.size()) {
                        assertThat(frame.descriptors()).hasSize(whole.get(frames));
                        assertThat(frame.kind()).isEqualTo(Envelope.MessageCase.HEARTBEAT);
                    }
                    frames++;
                }
            }
        } catch (EOFException | ProtocolException | TruncatedException declared) {
            assertThat(frames).as("whole frames").isGreaterThanOrEqualTo(whole.size());
            if (!broken) {
                assertThat(declared).isInstanceOf(EOFException.class);
            }
        }
    }
}
