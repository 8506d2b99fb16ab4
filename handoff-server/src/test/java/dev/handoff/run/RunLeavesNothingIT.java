package dev.handoff.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.testing.ProcessFacts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** What a program inherits, and what many programs leave behind. */
class RunLeavesNothingIT extends RunFixture {
    private static final int UPGRADES = 20;

    @Test
    void aProgramHasItsListenersAndNothingElse() throws Exception {
        Path file = temp.resolve("descriptors");
        RunProcess run = run(
                List.of("sh", "-c", "ulimit -Sn 512; exec \"$@\"", "sh"),
                List.of("--ready-notify", "--listen", "other=127.0.0.1:0"),
                python("v1", "descriptors=" + file));
        run.awaitSaid("serves");
        List<String> lines = Files.readAllLines(file);
        assertThat(lines.stream().filter(line -> line.matches("\\d.*")).map(line -> line.split(" ", 2)[0]))
                .containsExactly("0", "1", "2", "3", "4");
        assertThat(lines.get(3)).startsWith("3 socket:");
        assertThat(lines.get(4)).startsWith("4 socket:");
        // Python itself ignores SIGPIPE and SIGXFSZ.
        assertThat(lines)
                .contains("SigBlk:\t0000000000000000", "SigIgn:\t0000000001001000", "LISTEN 2 http:other True");
        assertThat(ProcessFacts.of(run.program(1)).limit("Max open files"))
                .as("as a JVM was given it")
                .isEqualTo("512");
        assertThat(run.isAlive()).isTrue();
    }

    @Test
    void manyProgramsLeaveNothingBehind() throws Exception {
        RunProcess run = serving(List.of("--probation", "50ms"), python("v1"));
        upgrade(run, 2);
        upgrade(run, 3);
        List<String> descriptors = descriptors(run.pid());
        List<String> threads = threads(run.pid());
        for (int number = 4; number <= UPGRADES + 3; number++) {
            upgrade(run, number);
        }
        Awaitility.await("threads and descriptors as before")
                .atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> {
                    assertThat(descriptors(run.pid())).isEqualTo(descriptors);
                    assertThat(threads(run.pid())).isEqualTo(threads);
                });
        // The program and its lifeline.
        assertThat(ProcessHandle.of(run.pid()).orElseThrow().descendants()).hasSize(2);
        try (Stream<Path> files = Files.list(control().getParent())) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("control", "control.lock");
        }
    }

    private void upgrade(RunProcess run, int number) throws Exception {
        run.signal("HUP");
        run.await("serves", number);
        awaitGone(run.program(number - 1));
        run.await("nothing of it is left", number - 1);
    }

    /** What each leads to, sorted, sockets without their numbers. */
    private static List<String> descriptors(long pid) throws IOException {
        List<String> all = new ArrayList<>();
        try (Stream<Path> each = Files.list(Path.of("/proc/" + pid + "/fd"))) {
            for (Path descriptor : each.toList()) {
                all.add(Files.readSymbolicLink(descriptor).toString().replaceAll("\\[\\d+]", ""));
            }
        }
        all.sort(null);
        return all;
    }

    /** Their names, sorted; the JVM's own come and go. */
    private static List<String> threads(long pid) throws IOException {
        List<String> all = new ArrayList<>();
        try (Stream<Path> each = Files.list(Path.of("/proc/" + pid + "/task"))) {
            for (Path task : each.toList()) {
                String name = Files.readString(task.resolve("comm"), StandardCharsets.UTF_8)
                        .strip();
                if (name.startsWith("handoff")) {
                    all.add(name);
                }
            }
        }
        all.sort(null);
        return all;
    }
}
