package dev.handoff.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.demo.load.Load;
import dev.handoff.demo.takeover.DemoProcess;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A third release that asks while the second one is on probation. */
@Timeout(120)
class ProbationIT {

    @Test
    void makesTheThirdReleaseWaitForTheConfirmation() throws Exception {
        Duration probation = Duration.ofSeconds(6);
        try (Rollout rollout = Rollout.begin()) {
            DemoProcess first = rollout.first();
            try (Load load = rollout.load(500)) {
                DemoProcess second = rollout.start("--probation", probation.toMillis() + "ms");
                Instant accepted = second.awaitWarm(Rollout.LIMIT).at();
                second.awaitReady(Rollout.LIMIT);
                DemoProcess third = rollout.start();
                Instant granted = third.awaitStaged(Rollout.LIMIT).at();
                assertThat(Duration.between(accepted, granted)).isGreaterThanOrEqualTo(probation);
                third.awaitReady(Rollout.LIMIT);
                assertThat(first.awaitExit(Rollout.LIMIT)).isZero();
                assertThat(second.awaitExit(Rollout.LIMIT)).isZero();
                Rollout.assertNothingFailed(load.stop());
            }
        }
    }

    @Test
    void tellsTheThirdReleaseThatItIsBusyAtItsOwnDeadline() throws Exception {
        try (Rollout rollout = Rollout.begin()) {
            rollout.first();
            try (Load load = rollout.load(500)) {
                DemoProcess second = rollout.replace("--probation", "30s");
                DemoProcess third = rollout.start("--request-wait", "500ms");
                assertThat(third.awaitExit(Rollout.LIMIT)).as("EX_TEMPFAIL").isEqualTo(75);
                System.out.println(third.output());
                assertThat(second.isAlive()).isTrue();
                Rollout.assertNothingFailed(load.stop());
            }
        }
    }
}
