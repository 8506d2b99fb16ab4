package dev.handoff.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class GoawayWatchTest {
    private static final byte[] SETTINGS = {0, 0, 0, 4, 0, 0, 0, 0, 0};
    private static final byte[] PING = {0, 0, 8, 6, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8};
    private static final byte[] PONG = {0, 0, 8, 6, 1, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8};
    private static final byte[] GOAWAY = {0, 0, 8, 7, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};
    /** The preface, its settings, and the acknowledgement of ours. */
    private static final int GREETING = 24 + 9 + 9;

    @Test
    void seesAGoawayAndAnswersAPing() throws Exception {
        assertThat(watched(true)).isTrue();
    }

    @Test
    void doesNotTakeTheEndOfTheConnectionForAGoaway() throws Exception {
        assertThat(watched(false)).isFalse();
    }

    private static boolean watched(boolean goaway) throws Exception {
        try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                GoawayWatch watch =
                        GoawayWatch.open(new InetSocketAddress(listener.getInetAddress(), listener.getLocalPort()))) {
            try (Socket server = listener.accept()) {
                server.setSoTimeout(60_000);
                server.getOutputStream().write(SETTINGS);
                server.getInputStream().readNBytes(GREETING);
                server.getOutputStream().write(PING);
                assertThat(server.getInputStream().readNBytes(PONG.length)).isEqualTo(PONG);
                if (goaway) {
                    server.getOutputStream().write(GOAWAY);
                }
            }
            return watch.awaitEnd(Duration.ofSeconds(60));
        }
    }
}
