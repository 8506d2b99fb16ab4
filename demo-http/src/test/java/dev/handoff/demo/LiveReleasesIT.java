package dev.handoff.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.handoff.demo.takeover.DemoProcess;
import dev.handoff.demo.takeover.Stage;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Releases that are asked for as the page at /live does it. */
@Timeout(180)
class LiveReleasesIT {
    private static final Duration LIMIT = Duration.ofSeconds(40);
    private static final Pattern PID = Pattern.compile("\"pid\":(\\d+)");

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @Test
    void startsOneAtATimeThatOutlivesTheOneThatStartedIt() throws Exception {
        Optional<ProcessHandle> second;
        try (Stage stage = stage()) {
            DemoProcess first = stage.start("v1", "--releases-from-page", "--probation", "2s", "--silence", "10s");
            URI page = page(first);

            List<CompletableFuture<HttpResponse<String>>> both = List.of(ask(page), ask(page));
            List<Integer> statuses =
                    both.stream().map(asked -> asked.join().statusCode()).toList();
            assertThat(statuses).as("two at once").containsExactlyInAnyOrder(202, 409);
            second = both.stream()
                    .filter(asked -> asked.join().statusCode() == 202)
                    .findFirst()
                    .flatMap(asked -> process(asked.join().body()));

            await().atMost(LIMIT).untilAsserted(() -> assertThat(state(page)).contains("\"phase\":\"ON_PROBATION\""));
            assertThat(ask(page).join().body()).contains("v2 is on probation");
            assertThat(first.awaitExit(LIMIT)).isZero();
            assertThat(second)
                    .hasValueSatisfying(process -> assertThat(process.isAlive()).isTrue());
            assertThat(state(page)).contains("\"release\":\"v2\"", "\"phase\":\"OWNER\"", "\"next\":\"v3\"");
        }
        assertThat(second)
                .as("ended with the stage, which did not start it")
                .hasValueSatisfying(process -> assertThat(process.isAlive()).isFalse());
    }

    @Test
    void startsNoneForAnotherPageOrWhereThatIsNotAllowed() throws Exception {
        try (Stage stage = stage()) {
            URI page = page(stage.start("v1", "--releases-from-page"));
            assertThat(ask(page, "http://evil.example").join().statusCode()).isEqualTo(403);
            assertThat(state(page)).contains("\"handoffs\":[]").doesNotContain("refusal");
        }
        try (Stage stage = stage()) {
            URI page = page(stage.start("v1"));
            HttpResponse<String> answer = ask(page).join();
            assertThat(answer.statusCode()).isEqualTo(409);
            assertThat(answer.body()).contains("--releases-from-page");
        }
    }

    private static Stage stage() throws IOException {
        return Stage.set(Path.of("target", "demo-http.jar").toAbsolutePath());
    }

    private static URI page(DemoProcess first) throws InterruptedException {
        return URI.create("http://127.0.0.1:" + first.awaitReady(LIMIT).port() + "/live");
    }

    private CompletableFuture<HttpResponse<String>> ask(URI page) {
        return ask(page, "http://" + page.getAuthority());
    }

    private CompletableFuture<HttpResponse<String>> ask(URI page, String origin) {
        return client.sendAsync(
                HttpRequest.newBuilder(URI.create(page + "/releases"))
                        .POST(HttpRequest.BodyPublishers.noBody())
                        .header("Origin", origin)
                        .header("X-Handoff-Demo", "test")
                        .timeout(LIMIT)
                        .build(),
                BodyHandlers.ofString());
    }

    private String state(URI page) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(page + "/state"))
                .timeout(LIMIT)
                .build();
        return client.send(request, BodyHandlers.ofString()).body();
    }

    private static Optional<ProcessHandle> process(String told) {
        Matcher pid = PID.matcher(told);
        assertThat(pid.find()).as(told).isTrue();
        return ProcessHandle.of(Long.parseLong(pid.group(1)));
    }
}
