package dev.handoff.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

/** One {@code run} after the other, each started on its own. */
class RunHandoverIT extends RunFixture {
    private static final int UPGRADES = 5;
    private static final Path NGINX = Path.of("/usr/sbin/nginx");

    private static List<String> release(int number, String... more) {
        List<String> options = new ArrayList<>(List.of("--release", "v" + number, "--probation", "500ms"));
        options.addAll(List.of(more));
        return options;
    }

    /** The first, and five that take over, under load. */
    private void assertNothingIsLost(
            String labels, IntFunction<List<String>> options, IntFunction<List<String>> command) throws Exception {
        RunProcess serving = run(options.apply(1), command.apply(1));
        serving.awaitSaid("serves");
        try (Clients clients = Clients.of(address())) {
            for (int number = 2; number <= UPGRADES + 1; number++) {
                RunProcess next = run(options.apply(number), command.apply(number));
                next.awaitSaid("serves");
                awaitOwner(next);
                assertThat(serving.awaitExit()).as(serving.said()).isZero();
                serving = next;
            }
            assertThat(status().getGeneration()).isEqualTo(UPGRADES + 1);
            clients.close();
            System.out.println(labels + ", " + UPGRADES + " handovers from run to run: " + clients);
            assertThat(clients.failures()).isEmpty();
            for (int number = 1; number <= UPGRADES + 1; number++) {
                assertThat(clients.answeredBy(labels + number + " "))
                        .as(clients.toString())
                        .isPositive();
            }
        }
        serving.signal("TERM");
        assertThat(serving.awaitExit()).as(serving.said()).isZero();
    }

    @Test
    void losesNoRequestOfAPythonProgram() throws Exception {
        assertNothingIsLost("python", number -> release(number, "--ready-notify"), number -> python("python" + number));
    }

    @Test
    void losesNoRequestOfAProgramOnAJvm() throws Exception {
        assertNothingIsLost(
                "jvm",
                number ->
                        release(number, "--ready-tcp", "127.0.0.1:" + address().getPort()),
                number -> List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        JvmServer.class.getName(),
                        "jvm" + number));
    }

    @Test
    void losesNoRequestOfNginx() throws Exception {
        assumeTrue(Files.isExecutable(NGINX), NGINX + " is not installed");
        assertNothingIsLost(
                "nginx",
                number -> release(
                        number,
                        "--ready-http",
                        "http://127.0.0.1:" + address().getPort() + "/",
                        "--env",
                        "NGINX={fd:http};",
                        "--drain-signal",
                        "QUIT"),
                this::nginx);
    }

    private List<String> nginx(int number) {
        Path folder = temp.resolve("nginx" + number);
        String configuration = "daemon off; worker_processes 2; pid " + folder + "/pid; error_log " + folder
                + "/errors;\n"
                + "events { }\nhttp { access_log off; client_body_temp_path " + folder + "/body;\n"
                + "  server { listen 127.0.0.1:" + address().getPort() + "; location / { return 200 \"nginx" + number
                + " \"; } } }\n";
        try {
            Files.createDirectory(folder);
            Files.writeString(folder.resolve("nginx.conf"), configuration);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        return List.of(
                NGINX.toString(),
                "-p",
                folder.toString(),
                "-c",
                folder.resolve("nginx.conf").toString());
    }

    @Test
    void aReleaseThatEndsBeforeItIsReadyChangesNothing() throws Exception {
        RunProcess first = serving(release(1), python("v1"));
        RunProcess second = run(release(2, "--ready-notify"), python("v2", "exit=3"));
        assertThat(second.awaitExit()).as(second.said()).isEqualTo(3);
        assertThat(second.said()).contains("ended with status 3 before it was ready; the predecessor serves on");
        assertServesOn(first, "v1");
    }

    @Test
    void aReleaseThatDoesNotGetReadyChangesNothing() throws Exception {
        RunProcess first = serving(release(1), python("v1"));
        RunProcess second = run(release(2, "--ready-notify", "--ready-within", "2s"), python("v2", "never-ready"));
        assertThat(second.awaitExit()).as(second.said()).isEqualTo(75);
        assertThat(second.said()).contains("was not ready in time");
        assertServesOn(first, "v1");
    }

    @Test
    void aReleaseThatCrashesOnProbationIsUndone() throws Exception {
        RunProcess first = serving(release(1), python("v1"));
        RunProcess second =
                run(List.of("--release", "v2", "--ready-notify", "--probation", "60s"), python("v2", "crash=1"));
        assertThat(second.awaitExit()).as(second.said()).isEqualTo(9);
        assertThat(second.said()).contains("on probation; the predecessor serves again");
        assertServesOn(first, "v1");
    }

    @Test
    void aCommandThatIsNotThereIsFoundOutBeforeAnythingIsAskedFor() throws Exception {
        RunProcess first = serving(release(1), python("v1"));
        RunProcess second = run(release(2), List.of("/nowhere/server"));
        assertThat(second.awaitExit()).as(second.said()).isEqualTo(64);
        assertThat(second.said().lines()).hasSize(1);
        assertThat(second.said()).contains("/nowhere/server: there is no such file");
        assertThat(first.said()).doesNotContain("GRANTED");
        assertServesOn(first, "v1");
    }

    private void assertServesOn(RunProcess run, String label) throws Exception {
        awaitOwner(run);
        assertThat(ask()).isEqualTo(label + " " + run.program(1));
        RunProcess next = serving(release(9), python("v9"));
        awaitOwner(next);
        assertThat(run.awaitExit()).as(run.said()).isZero();
        assertThat(ask()).startsWith("v9 ");
    }
}
