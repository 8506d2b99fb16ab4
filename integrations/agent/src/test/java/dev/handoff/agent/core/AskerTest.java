package dev.handoff.agent.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Warm-up goes both ways: on connections that are kept, and on fresh ones. */
@Timeout(60)
class AskerTest {
    private static final RequestLine LINE = new RequestLine("GET", "/x");

    private static InetSocketAddress loopback() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    @Test
    void everyOtherRequestIsOnTheSameConnection() throws Exception {
        List<Integer> ports = Collections.synchronizedList(new ArrayList<>());
        HttpServer server = HttpServer.create(loopback(), 10);
        server.createContext("/", exchange -> {
            ports.add(exchange.getRemoteAddress().getPort());
            exchange.sendResponseHeaders(200, 2);
            exchange.getResponseBody().write(new byte[2]);
            exchange.close();
        });
        server.start();
        try (Asker asker = new Asker()) {
            Probe probe = new Probe(server.getAddress(), "here");
            for (int i = 0; i < 10; i++) {
                assertThat(asker.ask(probe, LINE)).isEqualTo(200);
            }
            assertThat(ports).hasSize(10);
            assertThat(new HashSet<>(ports)).hasSize(6);
            assertThat(new HashSet<>(List.of(ports.get(0), ports.get(2), ports.get(8))))
                    .hasSize(1);
        } finally {
            server.stop(0);
        }
    }

    @Test
    void aServerMayCloseWhatIsKeptWithoutAWord() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
                Asker asker = new Asker()) {
            Thread thread = new Thread(() -> answerAndClose(server, 5));
            thread.start();
            Probe probe = new Probe((InetSocketAddress) server.getLocalSocketAddress(), "here");
            for (int i = 0; i < 4; i++) {
                assertThat(asker.ask(probe, LINE)).isEqualTo(204);
            }
            server.close();
            thread.join();
            assertThatThrownBy(() -> asker.ask(probe, LINE)).isInstanceOf(IOException.class);
        }
    }

    private static void answerAndClose(ServerSocket server, int times) {
        try {
            for (int i = 0; i < times; i++) {
                try (Socket socket = server.accept()) {
                    byte[] request = new byte[4096];
                    if (socket.getInputStream().read(request) > 0) {
                        socket.getOutputStream()
                                .write("HTTP/1.1 204 No Content\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                    }
                }
            }
        } catch (IOException closed) {
            // By the test.
        }
    }
}
