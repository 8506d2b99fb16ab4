package dev.handoff.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.demo.load.Load;
import dev.handoff.demo.load.Mark;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Releases that are not like the one before, or that fail. */
@Timeout(400)
class BadInputIT {
    private static final String RATHER_NOT = "Address already in use";

    @TempDir
    private Path folder;

    @Test
    void bindsWhereThePredecessorHasNothingAndHandsThatOnToo() throws Exception {
        String one = Integer.toString(Generations.freePort());
        String two = Integer.toString(Generations.freePort());
        try (Generations generations = new Generations(folder, "JdkHttp")) {
            AgentProcess owner = generations.first(one);
            owner = generations.replace(owner, one, two);
            try (Load load = Generations.load(Integer.parseInt(two), 40)) {
                generations.replace(owner, one, two);
                generations.assertNothingFailed(load.stop());
            }
        }
    }

    @Test
    void leavesTheApplicationAloneWhereThisIsNotLinux() throws Exception {
        int port = Generations.freePort();
        String options = "control=" + folder.resolve("control");
        List<String> elsewhere = List.of("-Dos.name=Plan9");
        try (AgentProcess process = AgentProcess.start("JdkHttp", options, elsewhere, Integer.toString(port))) {
            process.await("descriptors are passed on Linux only, and this is Plan9", Generations.LIMIT);
            process.await("listening " + port, Generations.LIMIT);
            assertThat(process.toString()).doesNotContain("Exception");
        }
    }

    @Test
    void namesAListenerThatIsNeverBoundAndTheOldOneGoesOn() throws Exception {
        String one = Integer.toString(Generations.freePort());
        String two = Integer.toString(Generations.freePort());
        try (Generations generations = new Generations(folder, "JdkHttp")) {
            AgentProcess owner = generations.first(one, two);
            owner.await("tcp-127.0.0.1-" + two + ": bound", Generations.LIMIT);
            try (Load load = Generations.load(Integer.parseInt(one), 40)) {
                AgentProcess next = generations.start(",readyWithin=3s", one);
                assertThat(next.awaitExit(Generations.LIMIT)).isEqualTo(75);
                assertThat(next.toString()).contains("did not bind [tcp-127.0.0.1-" + two);
                owner.await("did not bind [tcp-127.0.0.1-" + two, Generations.LIMIT);
                assertThat(load.since(Mark.START).answers().keySet())
                        .as("nothing reached the one that was not READY")
                        .allMatch(served -> served.pid() == owner.pid());
                generations.replace(owner, one, two);
                generations.assertNothingFailed(load.stop());
            }
        }
    }

    @Test
    void tellsASecondChannelAtOneAddressThatItIsInUse() throws Exception {
        String port = Integer.toString(Generations.freePort());
        try (Generations generations = new Generations(folder, "JdkHttp")) {
            AgentProcess first = generations.start("", port, port);
            first.await(RATHER_NOT, Generations.LIMIT);
            first.await("STAGED -> OWNER", Generations.LIMIT);
            AgentProcess next = generations.start("", port, port);
            next.await(RATHER_NOT, Generations.LIMIT);
            next.await(Generations.OWNER, Generations.LIMIT);
        }
    }

    @Test
    void keepsAListenerThatTheApplicationClosesAndBindsAgain() throws Exception {
        String port = Integer.toString(Generations.freePort());
        try (Generations generations = new Generations(folder, "Rebinding")) {
            AgentProcess owner = generations.first(port);
            try (Load load = Generations.load(Integer.parseInt(port), 40)) {
                owner.await("again", Generations.LIMIT);
                AgentProcess next = generations.replace(owner, port);
                next.await("again", Generations.LIMIT);
                generations.assertNothingFailed(load.stop());
            }
        }
    }

    @Test
    void takesAListenerBackFromAReleaseThatDiesOnProbation() throws Exception {
        String port = Integer.toString(Generations.freePort());
        try (Generations generations = new Generations(folder, "TomcatServer")) {
            AgentProcess owner = generations.first(port);
            AgentProcess next = generations.start(",probation=60s", port);
            next.await("STAGED -> ON_PROBATION", Generations.LIMIT);
            owner.await("OWNER -> YIELDED", Generations.LIMIT);
            next.kill();
            owner.await("accepts again", Generations.LIMIT);
            try (Load load = Generations.load(Integer.parseInt(port), 40)) {
                Mark reclaimed = load.mark();
                generations.replace(owner, port);
                load.stop();
                generations.assertNothingFailed(load.since(reclaimed));
            }
        }
    }

    @Test
    void handsOnAPortThatTheKernelChose() throws Exception {
        try (Generations generations = new Generations(folder, "JdkHttp")) {
            AgentProcess owner = generations.first("0", "0");
            int one = owner.port(0, Generations.LIMIT);
            int two = owner.port(1, Generations.LIMIT);
            owner.await("tcp-127.0.0.1-0-2: bound", Generations.LIMIT);
            AgentProcess next = generations.replace(owner, "0", "0");
            assertThat(next.port(0, 1)).isEqualTo(one);
            assertThat(next.port(1, 1)).isEqualTo(two);
        }
    }

    @Test
    void endsAnApplicationWhoseOwnStopHangs() throws Exception {
        String port = Integer.toString(Generations.freePort());
        try (Generations generations = new Generations(folder, "JdkHttp", "-Dhang=true")) {
            AgentProcess owner = generations.start(",stopWithin=1s", port);
            owner.await("STAGED -> OWNER", Generations.LIMIT);
            generations.replace(owner, port);
            assertThat(owner.toString()).contains("did not stop within 1 s");
        }
    }

    @Test
    void warmsUpBehindTheGateAndWaitsForHealth() throws Exception {
        String port = Integer.toString(Generations.freePort());
        try (Generations generations = new Generations(folder, "TomcatServer")) {
            AgentProcess owner = generations.first(port);
            AgentProcess next = generations.start(",health=/health,warmup=/a;/b?ms=1,warmupCount=50", port);
            next.await("warm-up: 50 of 50 requests", Generations.LIMIT);
            next.await(Generations.OWNER, Generations.LIMIT);
            assertThat(next.toString()).contains(", 0 failed");
            assertThat(owner.awaitExit(Generations.LIMIT)).isZero();
        }
    }

    @Test
    void showsNothingOfItselfToTheApplication() throws Exception {
        try (Generations generations = new Generations(folder, "Curious")) {
            AgentProcess process = generations.start("");
            process.await("properties are strings", Generations.LIMIT);
            assertThat(process.toString()).doesNotContain("sees ").doesNotContain("WARNING");
        }
    }
}
