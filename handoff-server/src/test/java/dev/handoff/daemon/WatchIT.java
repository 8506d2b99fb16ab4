package dev.handoff.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.handoff.Ending;
import dev.handoff.Handoff;
import dev.handoff.HandoffBuilder;
import dev.handoff.Task;
import dev.handoff.phase.ProcessPhase;
import dev.handoff.wire.RefusedException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code handoff-client watch} on a pseudo-terminal of script(1), 40 columns wide, beside real handoffs. */
@Timeout(120)
class WatchIT {
    private static final Path CLIENT =
            Path.of("..", "handoff-client", "bin", "handoff-client").toAbsolutePath();
    private static final Duration LONG = Duration.ofSeconds(40);
    private static final int COLUMNS = 40;

    @TempDir
    Path temp;

    private Path control;
    private final List<Process> started = new ArrayList<>();

    @BeforeEach
    void privateFolder() throws IOException {
        Path folder = temp.resolve("run");
        Files.createDirectory(
                folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        control = folder.resolve("control");
    }

    @AfterEach
    void end() throws InterruptedException {
        for (Process each : started) {
            each.descendants().forEach(ProcessHandle::destroyForcibly);
            each.destroyForcibly().waitFor();
        }
    }

    private HandoffBuilder release(String label) {
        return Handoff.at(control)
                .listener("http", "127.0.0.1:0")
                .release(label)
                .probation(Duration.ofSeconds(3))
                .drainDeadline(Duration.ofSeconds(60))
                .handleSignals(false);
    }

    /** A command, and what it writes, while it does. */
    private final class Command {
        private final Process process;
        private final Path output;

        Command(String... words) throws IOException {
            output = Files.createTempFile(temp, "output", "");
            ProcessBuilder builder =
                    new ProcessBuilder(words).redirectErrorStream(true).redirectOutput(output.toFile());
            builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
            builder.environment().put("TERM", "xterm");
            builder.environment().remove("NO_COLOR");
            process = builder.start();
            started.add(process);
        }

        String raw() throws IOException {
            return Files.readString(output, StandardCharsets.UTF_8);
        }

        String screen() throws IOException {
            return TerminalScreen.of(raw(), COLUMNS).text();
        }

        void awaitScreen(String... parts) {
            await().atMost(LONG).untilAsserted(() -> assertThat(screen()).contains(parts));
        }

        int status() throws InterruptedException {
            assertThat(process.waitFor(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
            return process.exitValue();
        }
    }

    private Command watchOnTerminal() throws IOException {
        return onTerminal("watch --control " + control);
    }

    private Command onTerminal(String words) throws IOException {
        String line = "stty cols " + COLUMNS + " rows 24; exec " + CLIENT + " " + words;
        return new Command("script", "-qfec", line, "/dev/null");
    }

    @Test
    void showsAGoodHandoffToTheEndOfTheDrain() throws Exception {
        AtomicLong connections = new AtomicLong(4);
        try (Handoff first = release("v1").open()) {
            first.measure(() -> 1, connections::get);
            first.ready();
            Command watch = watchOnTerminal();
            Command objects = new Command(CLIENT.toString(), "watch", "--json", "--control", control.toString());
            watch.awaitScreen("1 v1  pid " + ProcessHandle.current().pid() + "  OWNER", "waits for a handoff to begin");
            await().atMost(LONG).until(() -> objects.raw().contains("\"event\":\"serving\""));
            try (Handoff second = release("v2").open()) {
                Task warmUp = second.task("warm-up");
                warmUp.at(500, 2_000, "");
                watch.awaitScreen("2 v2  pid", "STAGED", "GRANTED", "warm-up   [", "##", "500 of 2000");
                warmUp.end("");
                second.ready();
                watch.awaitScreen("ON_PROBATION", "probation [", " left");
                watch.awaitScreen("RETIRED", "2 v2  pid", "OWNER", "drain     [", "1 in flight, 4 left");
                watch.awaitScreen("release v2 owns the listeners");
                connections.set(1);
                watch.awaitScreen("1 in flight, 1 left", "######");
                connections.set(0);
                first.measure(() -> 0, () -> 0);
                assertThat(first.awaitRetired()).isEqualTo(Ending.HANDED_OVER);
                assertThat(watch.status()).isZero();
                assertThat(objects.status()).isZero();
                assertThat(watch.raw()).contains("\u001b[32m");
                assertThat(watch.screen().split("OWNER", -1))
                        .as("one line of it is left")
                        .hasSize(2);
                assertThat(objects.raw().lines())
                        .allMatch(object -> object.startsWith("{\"at\":\"") && object.endsWith("}"))
                        .anyMatch(object -> object.contains("\"event\":\"phase\"") && object.contains("COMMITTED"))
                        .anyMatch(object ->
                                object.contains("\"event\":\"progress\"") && object.contains("\"total\":2000"))
                        .anyMatch(object -> object.contains("\"event\":\"outcome\"") && object.contains("confirmed"))
                        .anyMatch(object -> object.contains("\"event\":\"drained\""));
            }
        }
    }

    @Test
    void endsWith75WhenTheReleaseIsUndone() throws Exception {
        try (Handoff first = release("v1").open()) {
            first.ready();
            Command watch = watchOnTerminal();
            Command lines = new Command(CLIENT.toString(), "watch", "--control", control.toString());
            watch.awaitScreen("waits for a handoff to begin");
            await().atMost(LONG).until(() -> lines.raw().contains("generation 1 (v1, pid"));
            try (Handoff second =
                    release("v2").probation(Duration.ofSeconds(60)).open()) {
                second.ready();
                watch.awaitScreen("ON_PROBATION");
                assertThat(second.fail("out of luck")).isTrue();
                assertThat(watch.status()).isEqualTo(75);
                assertThat(watch.screen().replace("\n", " "))
                        .contains("release v2 was undone, generation 1 accepts again", "out of luck");
                assertThat(lines.status()).isEqualTo(75);
                assertThat(lines.raw())
                        .doesNotContain("\u001b")
                        .contains("the successor is ON_PROBATION")
                        .contains("release v2 was undone")
                        .contains("handoff-client: watching: ");
            }
            assertThat(first.phase()).isEqualTo(ProcessPhase.OWNER);
        }
    }

    @Test
    void aRequestShowsWhatItStandsInLineFor() throws Exception {
        try (Handoff first = release("v1").open()) {
            first.ready();
            try (Handoff second = release("v2").open()) {
                Command request = onTerminal("request --wait 60s --control " + control);
                Command quiet = new Command(
                        CLIENT.toString(), "request", "--quiet", "--wait", "60s", "--control", control.toString());
                request.awaitScreen("1 v1  pid", "OWNER", "2 v2  pid", "STAGED");
                second.close();
                assertThat(request.status()).isZero();
                assertThat(request.screen())
                        .startsWith("NAME")
                        .contains("1 received from generation 1")
                        .doesNotContain("STAGED");
                assertThat(quiet.status()).isZero();
                assertThat(quiet.raw()).startsWith("NAME");
            }
        }
    }

    @Test
    void endsAsTheRefusalOfAnOlderRelease() throws Exception {
        try (Handoff first = release("v1").open()) {
            first.ready();
            try (Handoff second =
                    release("v2").probation(Duration.ofMillis(100)).open()) {
                second.ready();
                first.awaitRetired();
                // A handoff whose drain is still shown is one to be watched, and ends there.
                await().until(() ->
                        second.phase() == ProcessPhase.OWNER && second.status().getDrainingCount() == 0);
                Command watch = watchOnTerminal();
                watch.awaitScreen("2 v2", "waits for a handoff to begin");
                assertThatThrownBy(() -> release("v1").open()).isInstanceOf(RefusedException.class);
                assertThat(watch.status()).isEqualTo(77);
                assertThat(watch.screen()).contains("OLDER_RELEASE");
            }
        }
    }
}
