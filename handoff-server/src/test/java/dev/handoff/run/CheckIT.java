package dev.handoff.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** {@code handoff-client check} beside a process that serves. */
class CheckIT extends RunFixture {
    private static final Path LAUNCHER =
            Path.of("../handoff-client/bin/handoff-client").toAbsolutePath();

    private record Checked(int status, String out, String err) {}

    private Checked check(List<String> options, List<String> command) throws IOException, InterruptedException {
        List<String> line = new ArrayList<>(
                List.of(LAUNCHER.toString(), "check", "--control", control().toString()));
        line.addAll(options);
        line.add("--");
        line.addAll(command);
        Path out = Files.createTempFile(temp, "out", "");
        Path err = Files.createTempFile(temp, "err", "");
        ProcessBuilder builder =
                new ProcessBuilder(line).redirectOutput(out.toFile()).redirectError(err.toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        Process process = builder.start();
        if (!process.waitFor(RunProcess.PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            throw new AssertionError("it still runs");
        }
        return new Checked(
                process.exitValue(),
                Files.readString(out, StandardCharsets.UTF_8),
                Files.readString(err, StandardCharsets.UTF_8));
    }

    @Test
    void triesAReleaseThatNobodyNotices() throws Exception {
        RunProcess owner = serving(List.of("--release", "one"), python("v1"));
        try (Clients clients = Clients.of(address())) {
            Checked checked =
                    check(List.of("--ready-notify", "--warm", "/", "--warm", "/cart", "--json"), python("v2"));
            assertThat(checked.status()).as(checked.err()).isZero();
            assertThat(checked.out())
                    .matches(
                            "\\{\"readyMillis\":\\d+,\"requests\":\\[\\{\"path\":\"/\",\"status\":200,\"millis\":\\d+},"
                                    + "\\{\"path\":\"/cart\",\"status\":200,\"millis\":\\d+}],\"stoppedMillis\":\\d+,"
                                    + "\"exitStatus\":0}\n");
            clients.close();
            assertThat(clients.failures()).isEmpty();
            assertThat(clients.answeredBy("v2")).isZero();
        }
        assertThat(owner.said()).contains("GRANTED -> ABORTED").doesNotContain("COMMITTED");
        awaitOwner(owner);
    }

    @Test
    void probesTheProgramAtItsPrivatePort() throws Exception {
        serving(List.of("--release", "one"), python("v1"));
        Checked checked = check(List.of("--ready-http", "http://127.0.0.1:{port:http}/"), python("v2", "never-ready"));
        assertThat(checked.status()).as(checked.err()).isZero();
        assertThat(checked.out()).contains("ready after ").contains("ended with status 0");
    }

    @Test
    void saysWhatIsWrongWithARelease() throws Exception {
        RunProcess owner = serving(List.of("--release", "one"), python("v1"));
        assertFails(List.of("--ready-notify"), python("v2", "exit=3"), "ended with status 3 before it was ready");
        assertFails(
                List.of("--ready-notify", "--ready-within", "1s"),
                python("v2", "never-ready"),
                "the program was not ready in time");
        assertFails(
                List.of("--ready-notify", "--drain-within", "1s"),
                python("v2", "ignore-term"),
                "the program did not end within 1000 ms of signal 15");
        assertThat(check(List.of("--ready-notify"), List.of("/nowhere/server")).status())
                .isEqualTo(64);
        assertThat(check(List.of("--ready-notify"), List.of("true", "{fd:https}"))
                        .status())
                .isEqualTo(64);
        awaitOwner(owner);
        assertThat(ask()).isEqualTo("v1 " + owner.program(1));
    }

    private void assertFails(List<String> options, List<String> command, String why) throws Exception {
        Checked checked = check(options, command);
        assertThat(checked.status()).as(checked.err()).isEqualTo(70);
        assertThat(checked.err()).contains("rehearsing: ").contains(why);
        assertThat(checked.err().lines()).hasSize(1);
        assertThat(checked.out()).isEmpty();
        assertThat(ProcessHandle.allProcesses()
                        .filter(process ->
                                process.info().commandLine().orElse("").contains(temp + "/server.py v2")))
                .as("what is left of the program")
                .isEmpty();
    }
}
