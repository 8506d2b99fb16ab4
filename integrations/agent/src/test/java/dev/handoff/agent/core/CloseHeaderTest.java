package dev.handoff.agent.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CloseHeaderTest {
    private static final String HEAD = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n";

    @Test
    void putsTheFieldBehindTheStatusLine() {
        CloseHeader close = of(HEAD + "ok").orElseThrow();
        assertThat(new String(close.bytes(), StandardCharsets.US_ASCII))
                .isEqualTo("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\n");
        assertThat(close.replaces()).isEqualTo(HEAD.length());
    }

    @Test
    void takesOutWhatSaysTheContrary() {
        CloseHeader close = of("HTTP/1.1 404 \r\nconnection: keep-alive\r\nKeep-Alive: timeout=60\r\nX: y\r\n\r\n")
                .orElseThrow();
        assertThat(new String(close.bytes(), StandardCharsets.US_ASCII))
                .isEqualTo("HTTP/1.1 404 \r\nConnection: close\r\nX: y\r\n\r\n");
    }

    @Test
    void replacesNoMoreThanIsThereOfAHeadInPieces() {
        CloseHeader close = of("HTTP/1.1 200 OK\r\nContent-Le").orElseThrow();
        assertThat(new String(close.bytes(), StandardCharsets.US_ASCII))
                .isEqualTo("HTTP/1.1 200 OK\r\nConnection: close\r\n");
        assertThat(close.replaces()).isEqualTo("HTTP/1.1 200 OK\r\n".length());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "HTTP/1.1 2",
                "HTTP/1.1 200 O",
                "HTTP/1.0 200 OK\r\n\r\n",
                "HTTP/1.1 2000\r\n\r\n",
                "HTTP/1.1 100 Continue\r\n\r\n",
                "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\n\r\n",
                "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n",
                "HTTP/1.1 426 Upgrade Required\r\nConnection: upgrade\r\n\r\n",
                "<html>HTTP/1.1 200 OK\r\n\r\n",
                "PRI * HTTP/2.0\r\n\r\n"
            })
    void leavesTheRestAlone(String written) {
        assertThat(of(written)).isEmpty();
    }

    private static Optional<CloseHeader> of(String text) {
        ByteBuffer written = ByteBuffer.wrap(("xx" + text).getBytes(StandardCharsets.US_ASCII));
        written.position(2);
        Optional<CloseHeader> close = CloseHeader.of(written);
        assertThat(written.position()).as("not consumed").isEqualTo(2);
        return close;
    }
}
