package dev.handoff.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import com.google.protobuf.TextFormat;
import dev.handoff.fd.Deadline;
import dev.handoff.fd.OwnedFd;
import dev.handoff.fd.UnixStream;
import dev.handoff.testing.NoLeakedDescriptors;
import dev.handoff.wire.v1.Envelope;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What version 1 says on the wire, byte for byte, kept as files: no later build may read or write it otherwise. */
@ExtendWith(NoLeakedDescriptors.class)
class GoldenFramesTest {
    private UnixStream raw;
    private FrameChannel channel;

    @BeforeEach
    void connect() throws IOException {
        List<UnixStream> pair = UnixStream.pair();
        raw = pair.get(0);
        channel = new FrameChannel(pair.get(1));
    }

    @AfterEach
    void disconnect() {
        raw.close();
        channel.close();
    }

    /** Of messages that got more fields: as they are since. */
    private static final List<String> LATER = List.of(
            "grant_with_history",
            "heartbeat_with_progress",
            "inspect_for_news",
            "draining_from_the_first",
            "status_with_news");

    /** Every message that an envelope can hold, so that none goes without a golden frame. */
    static Stream<String> messages() {
        Stream<String> first = Stream.of(Envelope.MessageCase.values())
                .filter(message -> message != Envelope.MessageCase.MESSAGE_NOT_SET)
                .map(message -> message.name().toLowerCase(Locale.ROOT));
        return Stream.concat(first, LATER.stream());
    }

    private static Deadline soon() {
        return Deadline.in(Duration.ofSeconds(20));
    }

    private static String file(String name) throws IOException {
        try (InputStream file = GoldenFramesTest.class.getResourceAsStream("/golden/v1/" + name)) {
            assertThat(file).as("golden/v1/%s", name).isNotNull();
            return new String(file.readAllBytes(), StandardCharsets.US_ASCII);
        }
    }

    private static byte[] bytes(String message) throws IOException {
        return HexFormat.of().parseHex(file(message + ".hex").replaceAll("\\s", ""));
    }

    private static Envelope meaning(String message) throws IOException {
        return TextFormat.parse(file(message + ".txt"), Envelope.class);
    }

    @ParameterizedTest
    @MethodSource("messages")
    void readsVersion1AsItWasMeant(String message) throws IOException {
        Envelope meaning = meaning(message);
        try (NamedListener any = NamedListenerTest.tcp("any")) {
            raw.send(bytes(message), Collections.nCopies(meaning.getDescriptors(), any.fd()), soon());
            try (Frame frame = channel.receive(soon())) {
                assertThat(frame.envelope()).isEqualTo(meaning);
                assertKnowsEveryField(frame.envelope());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("messages")
    void writesVersion1ToTheSameBytes(String message) throws IOException {
        Envelope meaning = meaning(message);
        byte[] golden = bytes(message);
        try (NamedListener any = NamedListenerTest.tcp("any")) {
            channel.send(meaning.toBuilder(), Collections.nCopies(meaning.getDescriptors(), any.fd()), soon());
            byte[] written = new byte[golden.length];
            List<OwnedFd> descriptors = raw.receive(written, UnixStream.MAX_DESCRIPTORS, soon());
            assertThat(HexFormat.of().formatHex(written))
                    .isEqualTo(HexFormat.of().formatHex(golden));
            assertThat(raw.awaitReadable(Deadline.in(Duration.ZERO))).isFalse();
            OwnedFd.closeAll(descriptors);
        }
    }

    private static void assertKnowsEveryField(Message message) {
        assertThat(message.getUnknownFields().asMap())
                .as(message.getDescriptorForType().getName())
                .isEmpty();
        for (Object value : message.getAllFields().values()) {
            for (Object each : value instanceof Collection<?> many ? many : List.of(value)) {
                if (each instanceof Message inner) {
                    assertKnowsEveryField(inner);
                }
            }
        }
    }
}
