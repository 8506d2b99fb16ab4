package dev.handoff.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.demo.load.Load;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Releases that are asked what their predecessor is asked, before they are READY. */
@Timeout(400)
class RecordedWarmUpIT {
    private static final String ACCEPTS = "STAGED -> ON_PROBATION";
    private static final String DONE = "recorded requests to";

    @TempDir
    private Path folder;

    private static List<String> beforeItAccepts(AgentProcess process) {
        List<String> lines = process.lines();
        return lines.stream()
                .takeWhile(line -> !line.contains(ACCEPTS))
                .filter(line -> line.startsWith("asked "))
                .toList();
    }

    @ParameterizedTest
    @CsvSource({
        "JdkHttp, -Dx=y",
        "PlainSocket, -Dx=y",
        "TomcatServer, -Dx=y",
        "JettyServer, -Dx=y",
        "UndertowServer, -Dx=y",
        "NettyServer, -Depoll=false",
        "NettyServer, -Depoll=true"
    })
    void isAskedWhatItsPredecessorIsAsked(String server, String flag) throws Exception {
        String port = Integer.toString(Generations.freePort());
        try (Generations generations = new Generations(folder, server, flag, "-Dtell=true")) {
            AgentProcess owner = generations.first(port);
            try (Load load = Generations.load(Integer.parseInt(port), 60)) {
                AgentProcess next = generations.start(",warmupLimit=8s", port);
                next.await(Generations.OWNER, Generations.LIMIT);
                System.out.println(server + " " + flag + ": " + next.await(DONE, 1));
                assertThat(beforeItAccepts(next)).as(next.toString()).hasSizeGreaterThan(200);
                assertThat(next.await(DONE, 1)).contains(", 0 failed, 0 left out");
                assertThat(owner.awaitExit(Generations.LIMIT)).isZero();
                generations.assertNothingFailed(load.stop());
            }
        }
    }

    @Test
    void keepsQueriesToItselfUnlessItIsToldOtherwise() throws Exception {
        String port = Integer.toString(Generations.freePort());
        try (Generations generations = new Generations(folder, "JdkHttp", "-Dtell=true")) {
            generations.first(port);
            try (Load load = Generations.load(Integer.parseInt(port), 60)) {
                AgentProcess next = generations.start("", port);
                next.await(Generations.OWNER, Generations.LIMIT);
                assertThat(beforeItAccepts(next)).isNotEmpty().allMatch("asked /"::equals);
                generations.assertNothingFailed(load.stop());
            }
        }
    }

    @Test
    void passesOnWhatItWasToldWhereNobodyAsksInTheMeantime() throws Exception {
        String port = Integer.toString(Generations.freePort());
        try (Generations generations = new Generations(folder, "JdkHttp")) {
            AgentProcess owner = generations.first(port);
            AgentProcess next;
            try (Load load = Generations.load(Integer.parseInt(port), 60)) {
                next = generations.replace(owner, port);
                generations.assertNothingFailed(load.stop());
            }
            AgentProcess quiet = generations.replace(next, port);
            assertThat(quiet.await(DONE, 1)).contains("to 1 targets");
        }
    }

    @Test
    void isReadyAtOnceWhereNothingIsRecorded() throws Exception {
        String port = Integer.toString(Generations.freePort());
        try (Generations generations = new Generations(folder, "JdkHttp")) {
            AgentProcess owner = generations.first(port);
            AgentProcess quiet = generations.replace(owner, port);
            assertThat(quiet.toString()).contains("warm-up: none, for nothing was recorded");
            try (Load load = Generations.load(Integer.parseInt(port), 60)) {
                AgentProcess off = generations.start(",warmup=off", port);
                off.await(Generations.OWNER, Generations.LIMIT);
                assertThat(off.toString()).doesNotContain("warm-up");
                generations.assertNothingFailed(load.stop());
            }
        }
    }
}
