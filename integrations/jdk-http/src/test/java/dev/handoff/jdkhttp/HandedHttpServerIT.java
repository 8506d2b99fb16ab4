package dev.handoff.jdkhttp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.demo.Handovers;
import dev.handoff.demo.Rollout;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The HTTP server of the JDK, replaced under load. */
@Timeout(300)
class HandedHttpServerIT {
    @Test
    void losesNoRequestAndTellsItsRealAddress() throws Exception {
        try (Rollout rollout = Rollout.of(JdkServer.class)) {
            Handovers.loseNothing(rollout);
            String address = HttpClient.newHttpClient()
                    .send(HttpRequest.newBuilder(rollout.uri("/address")).build(), BodyHandlers.ofString())
                    .body();
            assertThat(address)
                    .isEqualTo("/" + rollout.address().getAddress().getHostAddress() + ":"
                            + rollout.address().getPort() + "\n");
        }
    }
}
