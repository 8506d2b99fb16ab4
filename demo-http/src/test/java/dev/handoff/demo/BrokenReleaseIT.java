package dev.handoff.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.handoff.demo.load.Load;
import dev.handoff.demo.load.Report;
import dev.handoff.demo.takeover.Crashed;
import dev.handoff.demo.takeover.DemoProcess;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A release that breaks, under load, and the good one after it. */
@Timeout(120)
class BrokenReleaseIT {

    @Test
    void losesNothingWhenTheSuccessorExitsBeforeReady() throws Exception {
        try (Rollout rollout = Rollout.begin()) {
            DemoProcess owner = rollout.first();
            try (Load load = rollout.load(1000)) {
                DemoProcess broken = rollout.start("--exit-before-ready");
                assertThat(broken.awaitExit(Rollout.LIMIT)).isNotZero();
                replaces(rollout, owner);
                Rollout.assertNothingFailed(load.stop());
            }
        }
    }

    @Test
    void losesNothingWhenTheSuccessorHangsBeforeReady() throws Exception {
        try (Rollout rollout = Rollout.begin()) {
            DemoProcess owner = rollout.first();
            try (Load load = rollout.load(1000)) {
                DemoProcess broken = rollout.start("--hang-before-ready", "--ready-within", "1s");
                broken.awaitStaged(Rollout.LIMIT);
                // It has had its second by the time the next one is granted the listener.
                replaces(rollout, owner);
                assertThat(broken.isAlive()).isTrue();
                Rollout.assertNothingFailed(load.stop());
            }
        }
    }

    @Test
    void takesBackAtOnceFromASuccessorThatIsKilledOnProbation() throws Exception {
        try (Rollout rollout = Rollout.begin()) {
            DemoProcess owner = rollout.first();
            try (Load load = rollout.load(1000)) {
                DemoProcess broken = rollout.start("--probation", "30s");
                Instant ready = broken.awaitWarm(Rollout.LIMIT).at();
                broken.awaitReady(Rollout.LIMIT);
                Thread.sleep(1000); // what is shown: a crash one second after READY
                broken.kill();
                broken.awaitExit(Rollout.LIMIT);
                Crashed crashed = new Crashed(broken.pid(), ready, broken.goneAt());
                acceptsAgain(load, owner, crashed.gone(), Duration.ofMillis(100));
                replaces(rollout, owner);
                losesOnlyWhatItHadAccepted(load.stop(), crashed);
            }
        }
    }

    @Test
    void takesBackFromASuccessorThatIsStoppedOnProbation() throws Exception {
        Duration silence = Duration.ofSeconds(2);
        try (Rollout rollout = Rollout.begin()) {
            DemoProcess owner = rollout.first("--silence", silence.toMillis() + "ms");
            try (Load load = rollout.load(1000)) {
                DemoProcess broken = rollout.start("--probation", "30s");
                Instant ready = broken.awaitWarm(Rollout.LIMIT).at();
                broken.awaitReady(Rollout.LIMIT);
                Thread.sleep(1000); // what is shown: a hang one second after READY
                Instant stopped = Instant.now();
                broken.signal("STOP");
                // Hung for certain, it is killed, so that nobody waits for it for ever.
                broken.awaitExit(Rollout.LIMIT);
                acceptsAgain(load, owner, stopped.plus(silence), Duration.ofMillis(500));
                replaces(rollout, owner);
                losesOnlyWhatItHadAccepted(load.stop(), new Crashed(broken.pid(), ready, broken.goneAt()));
            }
        }
    }

    private static void acceptsAgain(Load load, DemoProcess owner, Instant from, Duration within) throws Exception {
        await().atMost(Rollout.LIMIT)
                .until(() -> load.firstAnswer(owner.pid(), from).isPresent());
        Duration took =
                Duration.between(from, load.firstAnswer(owner.pid(), from).orElseThrow());
        System.out.println("accepts again, and has answered, after " + took.toMillis() + " ms");
        // The other tests of this machine's two cores get their share too.
        assertThat(took).isLessThan(within.plusMillis(900));
    }

    private static void replaces(Rollout rollout, DemoProcess owner) throws Exception {
        DemoProcess next = rollout.replace();
        assertThat(owner.awaitExit(Rollout.LIMIT)).isZero();
        assertThat(next.isAlive()).isTrue();
    }

    private static void losesOnlyWhatItHadAccepted(Report report, Crashed crashed) {
        System.out.println("with a crash: " + report);
        Rollout.assertNothingFailed(report, crashed);
    }
}
