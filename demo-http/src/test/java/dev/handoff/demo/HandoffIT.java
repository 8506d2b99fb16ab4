package dev.handoff.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.demo.load.Load;
import dev.handoff.demo.load.Report;
import dev.handoff.demo.takeover.DemoProcess;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(240)
class HandoffIT {

    @Test
    void losesNothingInTwentyHandoffsUnderTwoThousandRequestsASecond() throws Exception {
        try (Rollout rollout = Rollout.begin()) {
            DemoProcess owner = rollout.first();
            try (Load load = rollout.load(2000)) {
                for (int handoff = 0; handoff < 20; handoff++) {
                    DemoProcess next = rollout.replace();
                    assertThat(owner.awaitExit(Rollout.LIMIT))
                            .as("%s drained", owner)
                            .isZero();
                    owner = next;
                    System.out.println(next + " serves; waiting for an answer: " + load.outstanding());
                }
                Report report = load.stop();
                System.out.println("20 handoffs: " + report);
                Rollout.assertNothingFailed(report);
                assertThat(report.answers()).hasSize(21);
                assertThat(report.requests()).isGreaterThan(20_000);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "[::]"})
    void handsOnAListenerOnEveryAddressOfTheMachine(String bind) throws Exception {
        try (Rollout rollout = Rollout.begin()) {
            DemoProcess first = rollout.first("--bind", bind);
            try (Load load = rollout.load(100)) {
                rollout.replace("--bind", bind);
                assertThat(first.awaitExit(Rollout.LIMIT)).isZero();
                Rollout.assertNothingFailed(load.stop());
            }
        }
    }

    @Test
    void handsOnWhileOlderGenerationsStillDrain() throws Exception {
        try (Rollout rollout = Rollout.begin()) {
            HttpClient client = HttpClient.newHttpClient();
            List<DemoProcess> generations = new ArrayList<>();
            List<Held> streams = new ArrayList<>();
            generations.add(rollout.first());
            for (int handoff = 0; handoff < 3; handoff++) {
                hold(client, rollout.uri("/stream?chunks=60&every=250"), generations.get(handoff), streams);
                generations.add(rollout.replace());
            }
            assertThat(generations).as("all four at work").allMatch(DemoProcess::isAlive);
            for (Held stream : streams) {
                List<String> rest = new ArrayList<>();
                stream.rest().forEachRemaining(rest::add);
                assertThat(rest).hasSize(59).allMatch(line -> line.startsWith(stream.by()));
            }
            for (DemoProcess replaced : generations.subList(0, 3)) {
                assertThat(replaced.awaitExit(Rollout.LIMIT)).isZero();
            }
        }
    }

    /** A stream that goes on, and who sends it. */
    private record Held(String by, Iterator<String> rest) {}

    /** Asks until this release answers: for a moment at each handoff two processes accept. What the other sends is held as well. */
    private static void hold(HttpClient client, URI uri, DemoProcess release, List<Held> streams) throws Exception {
        for (int i = 0; i < 50; i++) {
            HttpRequest request = HttpRequest.newBuilder(uri)
                    .version(HttpClient.Version.HTTP_1_1)
                    .build();
            Iterator<String> lines =
                    client.send(request, BodyHandlers.ofLines()).body().iterator();
            String by = lines.next().replaceFirst("left=.*", "");
            streams.add(new Held(by, lines));
            if (by.contains("pid=" + release.pid() + " ")) {
                return;
            }
        }
        throw new AssertionError(release + " accepts nothing");
    }
}
