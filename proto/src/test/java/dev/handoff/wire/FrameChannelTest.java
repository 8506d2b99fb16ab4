package dev.handoff.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handoff.fd.Deadline;
import dev.handoff.fd.OwnedFd;
import dev.handoff.fd.SocketFacts;
import dev.handoff.fd.TimeoutException;
import dev.handoff.fd.TruncatedException;
import dev.handoff.fd.UnixStream;
import dev.handoff.testing.NoLeakedDescriptors;
import dev.handoff.wire.v1.Envelope;
import dev.handoff.wire.v1.Envelope.MessageCase;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(NoLeakedDescriptors.class)
class FrameChannelTest {
    /** What a hostile or broken peer writes. */
    private UnixStream raw;

    private FrameChannel there;
    private NamedListener listener;

    @BeforeEach
    void connect() throws IOException {
        List<UnixStream> pair = UnixStream.pair();
        raw = pair.get(0);
        there = new FrameChannel(pair.get(1));
        listener = NamedListenerTest.tcp("http");
    }

    @AfterEach
    void disconnect() {
        raw.close();
        there.close();
        listener.close();
    }

    private static Deadline soon() {
        return Deadline.in(Duration.ofSeconds(20));
    }

    private List<OwnedFd> descriptors(int count) {
        return Collections.nCopies(count, listener.fd());
    }

    private void write(byte[] bytes, int descriptors) throws IOException {
        raw.send(bytes, descriptors(descriptors), soon());
    }

    private static byte[] framed(byte[] payload) {
        return ByteBuffer.allocate(4 + payload.length)
                .putInt(payload.length)
                .put(payload)
                .array();
    }

    private static Envelope.Builder heartbeat(String detail) {
        Envelope.Builder envelope = Envelope.newBuilder();
        envelope.getHeartbeatBuilder().setDetail(detail);
        return envelope;
    }

    @Test
    void carriesAMessageAndItsDescriptors() throws IOException {
        new FrameChannel(raw).send(heartbeat("half way"), descriptors(3), soon());
        try (Frame frame = there.receive(soon())) {
            assertThat(frame.kind()).isEqualTo(MessageCase.HEARTBEAT);
            assertThat(frame.envelope().getHeartbeat().getDetail()).isEqualTo("half way");
            assertThat(frame.descriptors()).hasSize(3).doesNotContain(listener.fd());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, Integer.MIN_VALUE, Integer.MAX_VALUE, FrameChannel.MAX_PAYLOAD + 1, 0x47455420})
    void refusesALengthThatNoFrameHas(int length) throws IOException {
        write(ByteBuffer.allocate(4).putInt(length).array(), 2);
        assertThatThrownBy(() -> there.receive(soon()))
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining(Integer.toUnsignedString(length));
    }

    @Test
    void takesALargestFrameAndSendsNoLarger() throws IOException {
        FrameChannel sender = new FrameChannel(raw);
        int room = FrameChannel.MAX_PAYLOAD - heartbeat("x").build().getSerializedSize() - 10;
        Thread sending = new Thread(() -> {
            try {
                sender.send(heartbeat("x".repeat(room)), descriptors(1), soon());
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
        sending.start();
        try (Frame frame = there.receive(soon())) {
            assertThat(frame.envelope().getHeartbeat().getDetail()).hasSize(room);
        }
        assertThatThrownBy(() -> sender.send(heartbeat("x".repeat(FrameChannel.MAX_PAYLOAD)), soon()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesGarbage() throws IOException {
        Random random = new Random(11);
        for (int round = 0; round < 300; round++) {
            byte[] payload = new byte[1 + random.nextInt(40)];
            random.nextBytes(payload);
            write(framed(payload), 2);
            try (Frame frame = there.receive(soon())) {
                assertThat(frame.envelope().getDescriptors())
                        .as("only a message that says 2 may carry 2")
                        .isEqualTo(2);
            } catch (ProtocolException refused) {
                assertThat(refused.getMessage()).containsAnyOf("is no message", "declares");
            }
        }
    }

    @ParameterizedTest(name = "declared {0}")
    @ValueSource(ints = {0, 1, 3, 128, -1})
    void refusesAnotherNumberOfDescriptorsThanDeclared(int declared) throws IOException {
        byte[] payload = heartbeat("").setDescriptors(declared).build().toByteArray();
        write(framed(payload), 2);
        assertThatThrownBy(() -> there.receive(soon()))
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining("carries 2");
    }

    @Test
    void refusesDescriptorsOnThePayload() throws IOException {
        byte[] payload = heartbeat("").setDescriptors(1).build().toByteArray();
        raw.send(ByteBuffer.allocate(4).putInt(payload.length).array(), List.of(), soon());
        write(payload, 1);
        assertThatThrownBy(() -> there.receive(soon())).isInstanceOf(TruncatedException.class);
    }

    @Test
    void closesTheDescriptorsOfAFrameThatNeverEnds() throws IOException {
        write(ByteBuffer.allocate(4).putInt(100).array(), 5);
        assertThatThrownBy(() -> there.receive(Deadline.in(Duration.ofMillis(100))))
                .isInstanceOf(TimeoutException.class);
    }

    @Test
    void closesTheDescriptorsOfAFrameWhoseSenderDied() throws IOException {
        write(ByteBuffer.allocate(8).putInt(100).array(), 5);
        raw.close();
        assertThatThrownBy(() -> there.receive(soon())).isInstanceOf(EOFException.class);
    }

    /** Everything is in the socket's buffer before the first read; each frame still gets its own descriptors. */
    @Test
    void neverMixesFramesThatLieBackToBack() throws IOException {
        FrameChannel sender = new FrameChannel(raw);
        List<NamedListener> own = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            own.add(NamedListenerTest.tcp("listener" + i));
            sender.send(heartbeat("plain " + i), soon());
            sender.send(heartbeat("with " + i), List.of(own.get(i).fd(), listener.fd()), soon());
        }
        for (int i = 0; i < 20; i++) {
            try (Frame plain = there.receive(soon());
                    Frame with = there.receive(soon())) {
                assertThat(plain.descriptors()).isEmpty();
                assertThat(plain.envelope().getHeartbeat().getDetail()).isEqualTo("plain " + i);
                assertThat(with.envelope().getHeartbeat().getDetail()).isEqualTo("with " + i);
                assertThat(SocketFacts.of(with.descriptors().get(0)))
                        .isEqualTo(own.get(i).facts());
            }
        }
        own.forEach(NamedListener::close);
    }

    /** More than the socket holds, so that every send is cut short and the others would get in between. */
    @Test
    void severalThreadsSendWholeFrames() throws Exception {
        FrameChannel sender = new FrameChannel(raw);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            String text = Integer.toString(i).repeat(60_000);
            threads.add(new Thread(() -> {
                try {
                    for (int n = 0; n < 20; n++) {
                        sender.send(heartbeat(text), descriptors(1), soon());
                    }
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            }));
        }
        threads.forEach(Thread::start);
        for (int n = 0; n < 80; n++) {
            try (Frame frame = there.receive(soon())) {
                assertThat(frame.envelope().getHeartbeat().getDetail()).matches("(.)\\1{59999}");
            }
        }
        for (Thread thread : threads) {
            thread.join(10_000);
        }
    }

    @Test
    void endsCleanlyAtTheEndOfFile() {
        raw.close();
        assertThatThrownBy(() -> there.receive(soon())).isInstanceOf(EOFException.class);
    }
}
