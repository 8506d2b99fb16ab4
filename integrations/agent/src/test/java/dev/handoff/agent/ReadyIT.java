package dev.handoff.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.demo.load.Load;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Releases of which somebody has to say that they are READY. */
@Timeout(400)
class ReadyIT {
    private static final String WAITS = "waits to be told READY";
    private static final String ACCEPTS = "STAGED -> ON_PROBATION";

    @TempDir
    private Path folder;

    @Test
    void isReadyWhenTheApplicationSaysSo() throws Exception {
        String port = Integer.toString(Generations.freePort());
        Path file = folder.resolve("ready");
        try (Generations generations = new Generations(folder, "JdkHttp", "-DreadyFile=" + file)) {
            AgentProcess owner = generations.first(port);
            try (Load load = Generations.load(Integer.parseInt(port), 40)) {
                AgentProcess next = generations.start(",ready=told", port);
                next.await(WAITS, Generations.LIMIT);
                assertThat(next.toString()).doesNotContain(ACCEPTS);
                Files.createFile(file);
                next.await(Generations.OWNER, Generations.LIMIT);
                assertThat(owner.awaitExit(Generations.LIMIT)).isZero();
                generations.assertNothingFailed(load.stop());
            }
        }
    }

    @Test
    void isReadyWhenTheCommandSaysSo() throws Exception {
        String port = Integer.toString(Generations.freePort());
        try (Generations generations = new Generations(folder, "JdkHttp")) {
            String control = generations.control().toString();
            AgentProcess owner = generations.first(port);
            ClientCommand early = ClientCommand.run("ready", "--control", control);
            assertThat(early.status()).as(early.output()).isEqualTo(75);
            assertThat(early.output()).contains("nobody waits to be told READY");

            AgentProcess next = generations.start(",ready=told", port);
            next.await(WAITS, Generations.LIMIT);
            awaitInStatus(control, WAITS); // a heartbeat says so
            assertThat(next.toString()).doesNotContain(ACCEPTS);

            ClientCommand said = ClientCommand.run("ready", "--control", control);
            assertThat(said.status()).as(said.output()).isZero();
            assertThat(said.output()).contains("release r1 (pid " + next.pid() + ") has heard");
            next.await(Generations.OWNER, Generations.LIMIT);
            assertThat(owner.awaitExit(Generations.LIMIT)).isZero();
        }
    }

    private static void awaitInStatus(String control, String text) throws Exception {
        String shown = "";
        for (int looks = 0; looks < 60 && !shown.contains(text); looks++) {
            shown = ClientCommand.run("status", "--control", control).output();
        }
        assertThat(shown).contains(text);
    }

    @Test
    void isGivenBackWhenNobodySaysSoInTime() throws Exception {
        String port = Integer.toString(Generations.freePort());
        try (Generations generations = new Generations(folder, "JdkHttp")) {
            AgentProcess owner = generations.first(port);
            try (Load load = Generations.load(Integer.parseInt(port), 40)) {
                AgentProcess next = generations.start(",ready=told,readyWithin=3s", port);
                assertThat(next.awaitExit(Generations.LIMIT)).isEqualTo(75);
                assertThat(next.toString()).contains("nobody said that the application is ready within 3 s");
                owner.await("nobody said that the application is ready", Generations.LIMIT);
                assertThat(owner.isAlive()).isTrue();
                generations.replace(owner, port);
                generations.assertNothingFailed(load.stop());
            }
        }
    }
}
