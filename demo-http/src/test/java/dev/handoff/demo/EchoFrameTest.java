package dev.handoff.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class EchoFrameTest {

    @Test
    void readsTheMaskedHelloOfTheRfc() throws Exception {
        ByteBuffer bytes = hex("818537fa213d7f9f4d5158");
        EchoFrame frame = EchoFrame.parse(bytes).orElseThrow();
        assertThat(bytes.hasRemaining()).isFalse();
        assertThat(frame.bytes()).isEqualTo(hex("810548656c6c6f"));
    }

    @Test
    void waitsForEveryByte() throws Exception {
        ByteBuffer whole = hex("818537fa213d7f9f4d5158");
        for (int length = 0; length < whole.capacity(); length++) {
            ByteBuffer part = whole.duplicate().limit(length);
            assertThat(EchoFrame.parse(part)).isEmpty();
            assertThat(part.position()).isZero();
        }
    }

    @Test
    void readsAndWritesTheLongerLength() throws Exception {
        ByteBuffer in = ByteBuffer.allocate(8 + 300).put(hex("82fe012c00000000"));
        EchoFrame frame = EchoFrame.parse(in.rewind()).orElseThrow();
        assertThat(frame.payload().remaining()).isEqualTo(300);
        assertThat(frame.bytes().slice(0, 4)).isEqualTo(hex("827e012c"));
    }

    @Test
    void refusesWhatAClientMustNotSend() {
        assertThatThrownBy(() -> EchoFrame.parse(hex("810548656c6c6f")))
                .as("no mask")
                .isInstanceOf(EchoFrame.BadFrameException.class);
        assertThatThrownBy(() -> EchoFrame.parse(hex("c18537fa213d7f9f4d5158")))
                .as("an extension's bit")
                .isInstanceOf(EchoFrame.BadFrameException.class);
        assertThatThrownBy(() -> EchoFrame.parse(hex("82ff0000000000010000")))
                .as("too long")
                .isInstanceOfSatisfying(
                        EchoFrame.BadFrameException.class,
                        e -> assertThat(e.code()).isEqualTo(1009));
    }

    private static ByteBuffer hex(String digits) {
        return ByteBuffer.wrap(HexFormat.of().parseHex(digits));
    }
}
