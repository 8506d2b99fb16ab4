package dev.handoff.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.handoff.demo.takeover.DemoProcess;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One long answer, and many handoffs while it is given. */
@Timeout(240)
class DownloadIT {
    private static final int CHUNKS = 600;
    private static final int HANDOFFS = 10;

    private final HttpClient client = HttpClient.newHttpClient();

    @Test
    void aDownloadOfAMinuteOutlastsTenHandoffsByteForByte() throws Exception {
        try (Rollout rollout = Rollout.begin()) {
            DemoProcess first = rollout.first("--drain-deadline", "200s");
            CompletableFuture<HttpResponse<String>> download = client.sendAsync(
                    HttpRequest.newBuilder(rollout.uri("/stream?every=100&chunks=" + CHUNKS))
                            .version(HttpClient.Version.HTTP_1_1)
                            .build(),
                    BodyHandlers.ofString());
            DemoProcess last = first;
            for (int i = 0; i < HANDOFFS; i++) {
                last = rollout.replace();
            }
            assertThat(download).as("outlasts the handoffs").isNotDone();
            String expectedOwner = "pid=" + last.pid() + " generation=" + (HANDOFFS + 1);
            // For a moment after the last one opened its gate, both accept.
            await().atMost(Rollout.LIMIT)
                    .until(() -> client.send(
                                    HttpRequest.newBuilder(rollout.uri("/")).build(), BodyHandlers.ofString())
                            .body()
                            .startsWith(expectedOwner));
            List<String> expected = IntStream.range(0, CHUNKS)
                    .mapToObj(i -> "pid=" + first.pid() + " generation=1 release=r1 left=" + (CHUNKS - 1 - i))
                    .toList();
            assertThat(download.get(120, TimeUnit.SECONDS).body().lines()).containsExactlyElementsOf(expected);
            assertThat(first.awaitExit(Rollout.LIMIT)).isZero();
        }
    }
}
