package dev.handoff.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.demo.load.Load;
import dev.handoff.demo.load.Mark;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The first release with the agent takes the place of the same server without it. */
@Timeout(400)
class TakeFromIT {
    private static final int SIGTERM_STATUS = 143;
    private static final List<String> PLAIN = List.of("-Drelease=plain");

    @TempDir
    private Path folder;

    private static Load load(String port) throws Exception {
        InetSocketAddress server = new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(port));
        return Load.on(server).fresh(40).start();
    }

    @ParameterizedTest
    @ValueSource(strings = {"JdkHttp", "TomcatServer", "PlainSocket"})
    void takesThePlaceOfTheServerThatRuns(String server) throws Exception {
        String port = Integer.toString(Generations.freePort());
        try (AgentProcess plain = AgentProcess.plain(server, PLAIN, port);
                Generations generations = new Generations(folder, server)) {
            plain.port(0, Generations.LIMIT);
            String take = ",takeFrom=" + plain.pid() + ",endTaken=TERM";
            try (Load load = load(port)) {
                AgentProcess first = generations.start(take, port);
                first.await("STAGED -> OWNER", Generations.LIMIT);
                assertThat(plain.awaitExit(Generations.LIMIT)).isEqualTo(SIGTERM_STATUS);
                // From now on it is of no effect.
                AgentProcess second = generations.start(take, port);
                second.await(Generations.OWNER, Generations.LIMIT);
                assertThat(first.awaitExit(Generations.LIMIT)).isZero();
                generations.assertNothingFailed(load.stop());
                assertThat(load.since(Mark.START).answers()).hasSize(3);
            }
        }
    }

    @Test
    void changesNothingWhenTheReleaseDiesBeforeItIsReady() throws Exception {
        String port = Integer.toString(Generations.freePort());
        try (AgentProcess plain = AgentProcess.plain("JdkHttp", PLAIN, port);
                Generations generations = new Generations(folder, "JdkHttp")) {
            plain.port(0, Generations.LIMIT);
            try (Load load = load(port)) {
                AgentProcess first = generations.start(",ready=told,takeFrom=" + plain.pid() + ",endTaken=TERM", port);
                first.await("waits to be told READY", Generations.LIMIT);
                first.kill();
                first.awaitExit(Generations.LIMIT);
                // Told at its own control path: there is nobody else to tell.
                AgentProcess again = generations.start(",ready=told,takeFrom=" + plain.pid() + ",endTaken=TERM", port);
                again.await("waits to be told READY", Generations.LIMIT);
                assertThat(load.since(Mark.START).answers().keySet()).allMatch(served -> served.pid() == plain.pid());
                ClientCommand said = ClientCommand.run(
                        "ready", "--control", generations.control().toString());
                assertThat(said.status()).as(said.output()).isZero();
                again.await("STAGED -> OWNER", Generations.LIMIT);
                assertThat(plain.awaitExit(Generations.LIMIT)).isEqualTo(SIGTERM_STATUS);
                generations.assertNothingFailed(load.stop());
            }
        }
    }

    @Test
    void givesBackWhatTheApplicationDoesNotBind() throws Exception {
        String one = Integer.toString(Generations.freePort());
        String two = Integer.toString(Generations.freePort());
        try (AgentProcess plain = AgentProcess.plain("JdkHttp", PLAIN, one, two);
                Generations generations = new Generations(folder, "JdkHttp")) {
            plain.port(1, Generations.LIMIT);
            try (Load load = load(one)) {
                AgentProcess first =
                        generations.start(",readyWithin=3s,takeFrom=" + plain.pid() + ",endTaken=TERM", one);
                assertThat(first.awaitExit(Generations.LIMIT)).isEqualTo(75);
                assertThat(first.toString()).contains("did not bind [tcp-127.0.0.1-" + two);
                assertThat(plain.isAlive()).isTrue();
                generations.assertNothingFailed(load.stop());
            }
        }
    }

    @Test
    void leavesAProcessAloneThatIsGoneOrHasNothing() throws Exception {
        String port = Integer.toString(Generations.freePort());
        Process other = new ProcessBuilder("sleep", "300").start();
        Process gone = new ProcessBuilder("true").start();
        try (Generations generations = new Generations(folder, "JdkHttp")) {
            gone.waitFor();
            AgentProcess first = generations.start(",takeFrom=" + other.pid() + ",endTaken=KILL", port);
            first.await("STAGED -> OWNER", Generations.LIMIT);
            AgentProcess second = generations.start(",takeFrom=" + gone.pid(), port);
            second.await(Generations.OWNER, Generations.LIMIT);
            assertThat(other.isAlive()).isTrue();
        } finally {
            other.destroyForcibly().waitFor();
        }
    }
}
