package dev.handoff.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.handoff.demo.takeover.DemoProcess;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
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
            assertEchoes(webSocket(rollout, ear), ear, "hello");
            rollout.replace();
            assertThat(ear.closed.get(10, TimeUnit.SECONDS)).isEqualTo(1001);
            assertThat(owner.awaitExit(Rollout.LIMIT)).isZero();
        }
    }

    @Test
    void answersOnWebSocketsAndHttp2ThatWereOpenBeforeTheHandoffWhileNewOnesGoToTheSuccessor() throws Exception {
        try (Rollout rollout = Rollout.begin()) {
            DemoProcess owner = rollout.first();
            Ear oldEar = new Ear();
            WebSocket oldSocket = webSocket(rollout, oldEar);
            assertEchoes(oldSocket, oldEar, "before");
            assertThat(http2(client, rollout, "/", BodyHandlers.ofString()).body())
                    .startsWith("pid=" + owner.pid());
            // A stream keeps the connection from being idle, so it is not told to go.
            try (Stream<String> stream = http2(client, rollout, "/stream?chunks=600&every=100", BodyHandlers.ofLines())
                    .body()) {
                DemoProcess next = rollout.replace("--probation", "10m");
                await().atMost(Rollout.LIMIT)
                        .until(() -> http2(HttpClient.newHttpClient(), rollout, "/", BodyHandlers.ofString())
                                .body()
                                .startsWith("pid=" + next.pid()));
                Ear newEar = new Ear();
                WebSocket newSocket = webSocket(rollout, newEar);
                assertEchoes(oldSocket, oldEar, "after");
                assertThat(http2(client, rollout, "/", BodyHandlers.ofString()).body())
                        .startsWith("pid=" + owner.pid());
                assertThat(stream.limit(3)).allMatch(line -> line.contains("pid=" + owner.pid()));
                owner.kill();
                owner.awaitExit(Rollout.LIMIT);
                assertEchoes(newSocket, newEar, "without the old one");
            }
        }
    }

    private WebSocket webSocket(Rollout rollout, Ear ear) throws Exception {
        return client.newWebSocketBuilder()
                .buildAsync(URI.create("ws://127.0.0.1:" + rollout.address().getPort() + "/echo"), ear)
                .get(10, TimeUnit.SECONDS);
    }

    private static void assertEchoes(WebSocket socket, Ear ear, String text) throws Exception {
        socket.sendText(text, true).get(10, TimeUnit.SECONDS);
        assertThat(ear.texts.poll(20, TimeUnit.SECONDS)).isEqualTo(text);
    }

    private static <T> HttpResponse<T> http2(
            HttpClient by, Rollout rollout, String path, HttpResponse.BodyHandler<T> body) throws Exception {
        HttpResponse<T> answer = by.send(
                HttpRequest.newBuilder(rollout.uri(path))
                        .version(HttpClient.Version.HTTP_2)
                        .build(),
                body);
        assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
        return answer;
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
        final BlockingQueue<String> texts = new LinkedBlockingQueue<>();
        final CompletableFuture<Integer> closed = new CompletableFuture<>();

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            texts.add(data.toString());
            return WebSocket.Listener.super.onText(socket, data, last);
        }

        @Override
        public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
            closed.complete(code);
            return WebSocket.Listener.super.onClose(socket, code, reason);
        }
    }
}
