package dev.handoff.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.demo.takeover.DemoProcess;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How a process that will not accept again takes leave of who is connected. */
@Timeout(120)
class DrainIT {
    private final HttpClient client = HttpClient.newHttpClient();

    @Test
    void answersWhatItAcceptedAndExitsWithZeroOnSigterm() throws Exception {
        try (Rollout rollout = Rollout.begin()) {
            DemoProcess only = rollout.first();
            CompletableFuture<HttpResponse<String>> slow = client.sendAsync(
                    HttpRequest.newBuilder(rollout.uri("/?ms=2000"))
                            .version(HttpClient.Version.HTTP_1_1)
                            .build(),
                    BodyHandlers.ofString());
            try (Socket idle =
                    new Socket(rollout.address().getAddress(), rollout.address().getPort())) {
                Thread.sleep(300); // until the request is there
                only.terminate();
                HttpResponse<String> answer = slow.get(30, TimeUnit.SECONDS);
                assertThat(answer.statusCode()).isEqualTo(200);
                assertThat(answer.headers().firstValue("connection")).contains("close");
                // An idle connection is left open; its client may have a request on its way.
                idle.getOutputStream().write("GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                assertThat(new String(idle.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                        .startsWith("HTTP/1.1 200")
                        .contains("Connection: close")
                        .contains("pid=" + only.pid());
            }
            assertThat(only.awaitExit(Rollout.LIMIT)).isZero();
        }
    }

    @Test
    void saysGoingAwayToWebSocketsWhenItRetires() throws Exception {
        try (Rollout rollout = Rollout.begin()) {
            DemoProcess owner = rollout.first();
            Ear ear = new Ear();
            WebSocket socket = client.newWebSocketBuilder()
                    .buildAsync(URI.create("ws://127.0.0.1:" + rollout.address().getPort() + "/echo"), ear)
                    .get(10, TimeUnit.SECONDS);
            socket.sendText("hello", true).get(10, TimeUnit.SECONDS);
            assertThat(ear.text.get(10, TimeUnit.SECONDS)).isEqualTo("hello");
            rollout.replace();
            assertThat(ear.closed.get(10, TimeUnit.SECONDS)).isEqualTo(1001);
            assertThat(owner.awaitExit(Rollout.LIMIT)).isZero();
        }
    }

    @Test
    void movesAnHttp2ClientWithoutLosingARequest() throws Exception {
        try (Rollout rollout = Rollout.begin()) {
            DemoProcess owner = rollout.first();
            HttpRequest request = HttpRequest.newBuilder(rollout.uri("/"))
                    .version(HttpClient.Version.HTTP_2)
                    .build();
            assertThat(client.send(request, BodyHandlers.ofString()).version()).isEqualTo(HttpClient.Version.HTTP_2);
            DemoProcess next = rollout.replace();
            // Idle for a while, the connection is told to go; the next request finds its way.
            assertThat(owner.awaitExit(Rollout.LIMIT)).isZero();
            HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());
            assertThat(answer.body()).startsWith("pid=" + next.pid());
            assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
        }
    }

    private static final class Ear implements WebSocket.Listener {
        final CompletableFuture<String> text = new CompletableFuture<>();
        final CompletableFuture<Integer> closed = new CompletableFuture<>();

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            text.complete(data.toString());
            return WebSocket.Listener.super.onText(socket, data, last);
        }

        @Override
        public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
            closed.complete(code);
            return WebSocket.Listener.super.onClose(socket, code, reason);
        }
    }
}
