package dev.handoff.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** A {@code run} as the parent of orphans, and as PID 1. */
class RunInitIT extends RunFixture {
    /** All in a pid namespace of their own. */
    private static final List<String> NAMESPACE = List.of("unshare", "--pid", "--fork", "--mount-proc");

    private static void assumeNamespaces() throws IOException, InterruptedException {
        Process tried = new ProcessBuilder("unshare", "--pid", "--fork", "--mount-proc", "true").start();
        assumeTrue(tried.waitFor(20, TimeUnit.SECONDS) && tried.exitValue() == 0, "no pid namespaces for this user");
    }

    private static String parentOf(long pid) {
        try {
            return Files.readString(Path.of("/proc/" + pid + "/status"), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> line.startsWith("PPid:"))
                    .findFirst()
                    .orElse("")
                    .replaceAll("\\D", "");
        } catch (IOException gone) {
            return "none";
        }
    }

    private long orphan(Path file) throws IOException {
        return Long.parseLong(Files.readString(file).strip());
    }

    @Test
    void reapsTheOrphansOfItsProgram() throws Exception {
        Path file = temp.resolve("orphan");
        RunProcess run = serving(List.of("--init"), python("v1", "orphan=" + file));
        long orphan = orphan(file);
        assertThat(parentOf(orphan)).isEqualTo(Long.toString(run.pid()));
        RunProcess.signal(orphan, "KILL");
        awaitGone(orphan);
        assertThat(ask()).startsWith("v1 ");
    }

    @Test
    void anInitStaysUntilTheLastProcessHasEnded() throws Exception {
        Path file = temp.resolve("orphan");
        RunProcess run = serving(List.of("--init", "--release", "one"), python("v1", "orphan=" + file));
        RunProcess next = serving(List.of("--release", "two", "--probation", "100ms"), python("v2"));
        awaitOwner(next);
        awaitGone(run.program(1));
        TimeUnit.SECONDS.sleep(1);
        assertThat(run.isAlive()).as("while somebody is left").isTrue();
        RunProcess.signal(orphan(file), "KILL");
        assertThat(run.awaitExit()).as(run.said()).isZero();
    }

    @Test
    void asPidOneItEndsEverybodyWhenItIsToldToEnd() throws Exception {
        assumeNamespaces();
        Path file = temp.resolve("orphan");
        RunProcess run =
                run(NAMESPACE, List.of("--ready-notify", "--drain-within", "5s"), python("v1", "orphan=" + file));
        run.awaitSaid("serves");
        assertThat(run.said()).contains("program 1 (pid ");
        assertThat(ask()).startsWith("v1 ");
        long init = ProcessHandle.of(run.pid())
                .orElseThrow()
                .children()
                .findFirst()
                .orElseThrow()
                .pid();
        RunProcess.signal(init, "TERM");
        assertThat(run.awaitExit()).as(run.said()).isZero();
        assertThat(run.said()).contains("signal 15 to every process that is left");
    }

    @Test
    void asPidOneItGivesTheStatusOfItsProgram() throws Exception {
        assumeNamespaces();
        RunProcess run = run(NAMESPACE, List.of("--ready-after", "100ms"), List.of("sh", "-c", "sleep 1; exit 7"));
        assertThat(run.awaitExit()).as(run.said()).isEqualTo(7);
    }

    @Test
    void asPidOneItLeavesNoZombie() throws Exception {
        assumeNamespaces();
        String zombies = "for i in 1 2 3 4 5; do setsid sh -c 'sleep 0.2 & exit' ; done; sleep 1;"
                + " grep -l '^State:.Z' /proc/[0-9]*/status | wc -l >" + temp.resolve("zombies") + "; exec sleep 1000";
        RunProcess run = run(NAMESPACE, List.of("--ready-after", "100ms"), List.of("sh", "-c", zombies));
        Path counted = temp.resolve("zombies");
        Awaitility.await().atMost(RunProcess.PATIENCE).until(() -> Files.exists(counted) && Files.size(counted) > 0);
        assertThat(Files.readString(counted).strip()).isEqualTo("0");
        assertThat(run.isAlive()).isTrue();
    }

    @Test
    void asPidOneItIsStoppedBySigquit() throws Exception {
        assumeNamespaces();
        RunProcess run = run(NAMESPACE, List.of("--ready-notify"), python("v1"));
        run.awaitSaid("serves");
        long init = ProcessHandle.of(run.pid())
                .orElseThrow()
                .children()
                .findFirst()
                .orElseThrow()
                .pid();
        RunProcess.signal(init, "QUIT");
        assertThat(run.awaitExit()).as(run.said()).isEqualTo(131);
    }
}
