package dev.handoff.agent.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestLineTest {
    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(("junk" + text).getBytes(StandardCharsets.ISO_8859_1))
                .position(4);
    }

    @Test
    void takesTheMethodAndThePathAndNoMore() {
        String head = "HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer secret\r\n\r\n";
        ByteBuffer read = bytes("GET /a/b?key=secret " + head);
        RequestLine line = RequestLine.at(read).orElseThrow();
        assertThat(line).isEqualTo(new RequestLine("GET", "/a/b?key=secret"));
        assertThat(line.withoutQuery()).isEqualTo(new RequestLine("GET", "/a/b"));
        assertThat(read.position()).as("the application still has to read it").isEqualTo(4);
        assertThat(RequestLine.at(bytes("HEAD / " + head))).contains(new RequestLine("HEAD", "/"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "POST / HTTP/1.1\r\n\r\n",
                "GET / HTTP/1.0\r\n\r\n",
                "GET /half-of-it HTTP/1.",
                "GET http://a/ HTTP/1.1\r\n\r\n",
                "GET * HTTP/1.1\r\n\r\n",
                "GET /a b HTTP/1.1\r\n\r\n",
                "GET /\u00e4 HTTP/1.1\r\n\r\n",
                "GET  HTTP/1.1\r\n\r\n",
                "GET HTTP/1.1\r\n\r\n",
                "GET /chat HTTP/1.1\r\nupGrade: websocket\r\n\r\n",
                "HTTP/1.1 200 OK\r\n\r\n",
                "\u0016\u0003\u0001"
            })
    void leavesWhatIsNotToBeAskedAgain(String read) {
        assertThat(RequestLine.at(bytes(read))).isEmpty();
    }

    @Test
    void leavesWhatIsLong() {
        String long512 = "/" + "a".repeat(511);
        assertThat(RequestLine.of("GET", long512)).isPresent();
        assertThat(RequestLine.of("GET", long512 + "a")).isEmpty();
    }

    @Test
    void leavesWhatWouldEndTheLineOfAnother() {
        assertThat(RequestLine.of("GET", "/ HTTP/1.1\r\nX: y")).isEmpty();
        assertThat(RequestLine.of("DELETE", "/a")).isEmpty();
    }
}
