package dev.handoff.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.demo.load.Load;
import dev.handoff.demo.load.Report;
import dev.handoff.demo.takeover.Crashed;
import dev.handoff.demo.takeover.DemoProcess;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class PredecessorDeathIT {

    @Test
    void servesWhenThePredecessorIsKilledBetweenGrantAndReady() throws Exception {
        try (Rollout rollout = Rollout.begin()) {
            Instant before = Instant.now();
            DemoProcess owner = rollout.first();
            try (Load load = rollout.load(1000)) {
                DemoProcess heir = rollout.start("--ready-delay", "1s");
                heir.awaitStaged(Rollout.LIMIT);
                owner.kill();
                owner.awaitExit(Rollout.LIMIT);
                Crashed crashed = new Crashed(owner.pid(), before, owner.goneAt());
                heir.awaitReady(Rollout.LIMIT);
                DemoProcess next = rollout.replace();
                assertThat(heir.awaitExit(Rollout.LIMIT)).isZero();
                Report report = load.stop();
                System.out.println("without a predecessor: " + report);
                Rollout.assertNothingFailed(report, crashed);
                assertThat(report.answers().keySet())
                        .extracting(by -> by.pid())
                        .containsExactly(owner.pid(), heir.pid(), next.pid());
            }
        }
    }
}
