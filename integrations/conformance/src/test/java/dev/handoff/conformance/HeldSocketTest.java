package dev.handoff.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class HeldSocketTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @Test
    void isContentWithAServerThatAnswersUntilItStops() throws Exception {
        assertThat(afterEchoOf(8, 0, Duration.ZERO))
                .satisfies(seen -> assertThat(seen.complaint()).isEmpty())
                .asString()
                .contains(" s, ");
    }

    @Test
    void complainsOfAnEndBeforeTheDrains() throws Exception {
        assertThat(afterEchoOf(8, 0, Duration.ofSeconds(30)).complaint()).contains("before the drain's end");
    }

    @Test
    void complainsOfMessagesThatNobodyAnswered() throws Exception {
        assertThat(afterEchoOf(8, 20, Duration.ZERO).complaint()).endsWith("messages not answered");
    }

    /** @param early how long before its server's stop the connection ends */
    private static HeldSocket.Verdict afterEchoOf(int echoed, int swallowed, Duration early) throws Exception {
        try (EchoServer server = new EchoServer(echoed, swallowed);
                HeldSocket held = HeldSocket.open(server.address())) {
            Instant ready = Instant.now();
            server.close();
            return held.awaitEnd(ready, Instant.now().plus(early), LIMIT);
        }
    }
}
