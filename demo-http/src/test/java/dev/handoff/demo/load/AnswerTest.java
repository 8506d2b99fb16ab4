package dev.handoff.demo.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class AnswerTest {
    private static final String WHOLE = "HTTP/1.1 200 OK\r\nconnection: Close\r\nContent-Length: 5\r\n\r\nhello";

    @Test
    void takesAWholeAnswerAndLeavesTheRest() throws Exception {
        ByteBuffer read = bytes(WHOLE + "HTTP");
        assertThat(Answer.parse(read)).contains(new Answer(200, true, "hello"));
        assertThat(read.remaining()).isEqualTo(4);
    }

    @Test
    void waitsForEveryByte() throws Exception {
        for (int length = 0; length < WHOLE.length(); length++) {
            assertThat(Answer.parse(bytes(WHOLE.substring(0, length)))).isEmpty();
        }
    }

    @Test
    void joinsChunks() throws Exception {
        String chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhell\r\n1;x=y\r\no\r\n0\r\n\r\n";
        for (int length = 0; length < chunked.length(); length++) {
            ByteBuffer read = bytes(chunked.substring(0, length));
            assertThat(Answer.parse(read)).isEmpty();
            assertThat(read.position()).isZero();
        }
        ByteBuffer read = bytes(chunked + "HTTP");
        assertThat(Answer.parse(read)).contains(new Answer(200, false, "hello"));
        assertThat(read.remaining()).isEqualTo(4);
    }

    @Test
    void keepsTheConnectionUnlessToldToCloseIt() throws Exception {
        assertThat(Answer.parse(bytes("HTTP/1.1 503 No\r\nContent-Length: 0\r\n\r\n")))
                .contains(new Answer(503, false, ""));
    }

    @Test
    void refusesWhatIsNoAnswer() {
        assertThatThrownBy(() -> Answer.parse(bytes("SSH-2.0-x\r\n"))).isInstanceOf(Answer.GarbledException.class);
        assertThatThrownBy(() -> Answer.parse(bytes("HTTP/1.1 200 OK\r\n\r\n")))
                .isInstanceOf(Answer.GarbledException.class);
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
    }
}
