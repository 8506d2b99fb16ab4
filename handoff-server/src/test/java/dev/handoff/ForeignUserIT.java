package dev.handoff;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.handoff.client.ControlDirectory;
import dev.handoff.fd.PeerCredentials;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A process of another user that asks for the listeners. */
class ForeignUserIT extends ProcessFixture {
    private static final int NOBODY = 65534;

    private final Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    private Path client = Path.of("unset");

    /** What a command said, and its exit status. */
    private record Told(int status, String said) {}

    @BeforeEach
    void aCommandThatNobodyCanRun() throws Exception {
        assumeTrue(PeerCredentials.ownUid() == 0, "not root: no process of another user can be started");
        reachable(temp, "rwx--x--x");
        Path built = Path.of("..", "handoff-client", "target", "handoff-client.jar");
        assumeTrue(Files.exists(built), built + " is not built");
        client = Files.copy(built, temp.resolve("handoff-client.jar"));
        reachable(client, "rw-r--r--");
        assumeTrue(
                run(List.of(java.toString(), "-version")).status() == 0,
                "uid " + NOBODY + " can't run " + java + ", or there is no setpriv");
    }

    private static void reachable(Path file, String mode) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    }

    @Test
    void isToldSoInOneSentenceAndNothingElseIsDisturbed() throws Exception {
        Path log = temp.resolve("log");
        ServiceProcess first = serving("v1", "log=" + log);
        assertRefused(ask("request"), control().toString());
        // An owner who lets everybody to the path has let nobody to the listeners.
        reachable(ControlDirectory.of(control()), "rwxr-xr-x");
        reachable(control(), "rw-rw-rw-");
        assertRefused(ask("request"), "uid " + NOBODY);
        assertRefused(ask("status"), "uid " + NOBODY);
        List<String> lines = Files.readAllLines(log, UTF_8).stream()
                .filter(line -> line.contains("uid " + NOBODY))
                .toList();
        assertThat(lines).hasSize(2).allMatch(line -> line.contains("refused") && line.contains("NOT_PERMITTED"));
        awaitAnswer("v1");
        assertThat(status().orElseThrow().hasLastHandoff()).isFalse();
        ServiceProcess second = serving("v2");
        assertThat(first.awaitExit()).isZero();
        awaitOwner(second);
    }

    private static void assertRefused(Told told, String why) {
        assertThat(told.status()).as(told.said()).isEqualTo(77);
        // What a JDK says of the libraries, the launcher silences.
        assertThat(told.said().lines().filter(line -> !line.startsWith("WARNING: ")))
                .singleElement()
                .asString()
                .contains(why)
                .doesNotContain("Exception");
    }

    private Told ask(String command) throws Exception {
        return run(List.of(
                java.toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-jar",
                client.toString(),
                command,
                "--control",
                control().toString()));
    }

    private Told run(List<String> command) throws Exception {
        List<String> line =
                new ArrayList<>(List.of("setpriv", "--reuid", "" + NOBODY, "--regid", "" + NOBODY, "--clear-groups"));
        line.addAll(command);
        Path output = temp.resolve("said");
        try {
            Process process = new ProcessBuilder(line)
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            boolean ended = process.waitFor(60, TimeUnit.SECONDS);
            process.destroyForcibly();
            return new Told(ended ? process.exitValue() : -1, Files.readString(output, UTF_8));
        } catch (IOException noSuchCommand) {
            return new Told(-1, noSuchCommand.toString());
        }
    }
}
