package dev.handoff.netty;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.demo.Rollout;
import dev.handoff.demo.takeover.DemoProcess;
import java.util.HashSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A gRPC server, replaced while eight clients keep calling it. */
@Timeout(300)
class GrpcIT {
    private static final int HANDOFFS = 3;
    private static final String[] COLD = {"--warm-up", "0"};

    @Test
    void failsNoCall() throws Exception {
        try (Rollout rollout = Rollout.of(GrpcServer.class)) {
            DemoProcess owner = rollout.first(COLD);
            try (GrpcLoad load = GrpcLoad.start("127.0.0.1:" + rollout.address().getPort())) {
                for (int handoff = 0; handoff < HANDOFFS; handoff++) {
                    DemoProcess next = rollout.replace(COLD);
                    assertThat(owner.awaitExit(Rollout.LIMIT))
                            .as("%s drained: %s", owner, owner.output())
                            .isZero();
                    owner = next;
                }
                load.stop();
                System.out.println(load.answers().size() + " calls answered by " + new HashSet<>(load.answers())
                        + ", failed: " + load.failures());
                assertThat(load.failures()).isEmpty();
                assertThat(new HashSet<>(load.answers())).hasSizeGreaterThanOrEqualTo(HANDOFFS);
            }
        }
    }

    @Test
    void isTakenBackFromAReleaseThatDiesOnProbation() throws Exception {
        try (Rollout rollout = Rollout.of(GrpcServer.class)) {
            DemoProcess owner = rollout.first(COLD);
            DemoProcess broken = rollout.replace("--warm-up", "0", "--probation", "60s");
            broken.kill();
            broken.awaitExit(Rollout.LIMIT);
            try (GrpcLoad load = GrpcLoad.start("127.0.0.1:" + rollout.address().getPort())) {
                DemoProcess next = rollout.replace(COLD);
                assertThat(owner.awaitExit(Rollout.LIMIT)).isZero();
                load.stop();
                assertThat(load.failures()).isEmpty();
                assertThat(new HashSet<>(load.answers())).anyMatch(answer -> answer.contains("pid=" + owner.pid()));
                assertThat(next.isAlive()).isTrue();
            }
        }
    }
}
