package dev.handoff.agent.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handoff.fd.Deadline;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** An answer has an end of its own, whether or not its connection has. */
class ProbeAnswerTest {
    /** Reading on after the answer would wait for ever. */
    private static final InputStream NEVER_ENDS = new InputStream() {
        @Override
        public int read() {
            throw new AssertionError("read beyond the end of the answer");
        }

        @Override
        public int read(byte[] into, int offset, int length) {
            return read();
        }
    };

    private static int read(String text, InputStream after) throws IOException {
        InputStream bytes = new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1));
        InputStream one = new SequenceInputStream(bytes, after) {
            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                int next = read();
                if (next < 0) {
                    return -1;
                }
                into[offset] = (byte) next;
                return 1;
            }

            @Override
            public int available() {
                return 0;
            }
        };
        ProbeAnswer answer = new ProbeAnswer(one, Deadline.in(Duration.ofSeconds(20)));
        int status = answer.status();
        answer.skipRest();
        return status;
    }

    @Test
    void endsWhereItsLengthSays() throws Exception {
        assertThat(read("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc", NEVER_ENDS))
                .isEqualTo(200);
    }

    @Test
    void endsWithTheLastChunk() throws Exception {
        assertThat(read(
                        "HTTP/1.1 503 No\r\nTransfer-Encoding: chunked\r\n\r\n3;x=y\r\nabc\r\n0\r\nTrailer: t\r\n\r\n",
                        NEVER_ENDS))
                .isEqualTo(503);
    }

    @Test
    void hasNoBodyAfter204() throws Exception {
        assertThat(read("HTTP/1.1 204 No Content\r\n\r\n", NEVER_ENDS)).isEqualTo(204);
    }

    @Test
    void endsWithItsConnectionIfNothingElseSaysWhere() throws Exception {
        assertThat(read("HTTP/1.0 200 OK\r\n\r\nabc", InputStream.nullInputStream()))
                .isEqualTo(200);
    }

    @Test
    void isRefusedIfItEndsEarlyOrIsNoHttp() {
        assertThatThrownBy(() -> read("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nabc", InputStream.nullInputStream()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("1 bytes early");
        assertThatThrownBy(() -> read("SSH-2.0-x\r\n", NEVER_ENDS)).hasMessageContaining("no HTTP/1.1 answer");
        assertThatThrownBy(() -> read("HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n", NEVER_ENDS))
                .hasMessageContaining("not a length");
    }
}
