package dev.handoff.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.handoff.demo.Handovers;
import dev.handoff.demo.Rollout;
import dev.handoff.demo.takeover.DemoProcess;
import dev.handoff.spring.app.ShopApplication;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A Spring Boot application with the starter, replaced under load, looked at through its actuator, and broken. */
@Timeout(400)
class SpringBootIT {
    private static final Pattern SIDE_DOOR = Pattern.compile("\"sideDoor\":\"/?([0-9.:]+)\"");

    @Test
    void losesNoRequestAndTellsWhereItStands() throws Exception {
        try (Rollout rollout = Rollout.of(ShopApplication.class)) {
            DemoProcess owner = Handovers.loseNothing(rollout);
            URI front = rollout.uri("/");
            await().atMost(Rollout.LIMIT)
                    .until(() -> get(front, "/actuator/handoff").body(), body -> body.contains("\"OWNER\""));
            // Six releases were started, of which the fifth died.
            assertThat(get(front, "/actuator/handoff").body())
                    .contains("\"generation\":6", "\"release\":\"r6\"", "\"dutiesOwned\":true")
                    .contains("\"lineage\":[{\"generation\":4,\"release\":\"r4\"},{\"generation\":3")
                    .contains("\"outcome\":\"confirmed\"");
            assertThat(get(front, "/actuator/health/readiness").statusCode()).isEqualTo(200);
            assertThat(get(front, "/actuator/metrics/handoff.generation").body())
                    .as("the meters of the sixth")
                    .contains("\"value\":6.0");
            assertThat(get(front, "/actuator/metrics/handoff.phase?tag=phase:OWNER")
                            .body())
                    .contains("\"value\":1.0");
            assertThat(owner.output()).contains("duty begins");

            URI ownersSide = sideDoor(front);
            DemoProcess broken = rollout.replace("--probation", "60s");
            await().atMost(Rollout.LIMIT)
                    .until(() -> get(ownersSide, "/actuator/health/readiness").statusCode() == 503);
            assertThat(get(ownersSide, "/actuator/handoff").body()).contains("\"phase\":\"YIELDED\"");
            assertThat(get(front, "/actuator/handoff").body()).contains("\"phase\":\"ON_PROBATION\"");
            assertThat(get(front, "/actuator/health/readiness").statusCode()).isEqualTo(200);

            send(HttpRequest.newBuilder(front.resolve("/break")).POST(BodyPublishers.noBody()));
            assertThat(broken.awaitExit(Rollout.LIMIT)).isEqualTo(HandoffFailedException.STATUS);
            await().atMost(Rollout.LIMIT)
                    .until(() -> get(front, "/actuator/handoff").body(), body -> body.contains("\"OWNER\""));
            assertThat(get(front, "/actuator/handoff").body()).contains("\"release\":\"r6\"");
            await().atMost(Rollout.LIMIT)
                    .until(() -> get(front, "/actuator/health/readiness").statusCode() == 200);

            DemoProcess unborn = rollout.start("--fail", "true");
            assertThat(unborn.awaitExit(Rollout.LIMIT)).isNotZero();
            assertThat(get(front, "/").body()).contains("pid=" + owner.pid());

            owner.terminate();
            assertThat(owner.awaitExit(Rollout.LIMIT)).isZero();
            assertThat(owner.output()).contains("duty ends");
        }
    }

    private static URI sideDoor(URI front) throws Exception {
        Matcher door = SIDE_DOOR.matcher(get(front, "/actuator/handoff").body());
        assertThat(door.find()).isTrue();
        return URI.create("http://" + door.group(1));
    }

    private static HttpResponse<String> get(URI where, String path) throws Exception {
        return send(HttpRequest.newBuilder(where.resolve(path)));
    }

    // On a connection of its own: a kept one would lead to the process before.
    private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .build()
                .send(request.build(), BodyHandlers.ofString());
    }
}
