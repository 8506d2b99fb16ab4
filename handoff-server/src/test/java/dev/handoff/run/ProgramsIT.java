package dev.handoff.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The same command for the first start and five upgrades, under load, with programs of many makes. What {@code run} does with nginx and
 * Python is tried in {@link RunHandoverIT}.
 */
class ProgramsIT extends AttendFixture {
    private static final int UPGRADES = 5;

    /** Who starts the programs. */
    private enum Way {
        /** {@code request -- COMMAND}, which becomes the program. */
        REQUEST,
        /** {@code run -- COMMAND}, of which it is a child. */
        RUN
    }

    /** What a release is started with. */
    @FunctionalInterface
    private interface Line {
        List<String> of(String label) throws IOException;
    }

    private RunProcess serving(Way way, String label, Line options, Line command) throws IOException {
        if (way == Way.REQUEST) {
            return serving(label, options.of(label), command.of(label));
        }
        List<String> all = new ArrayList<>(List.of("--release", label, "--probation", "500ms"));
        all.addAll(options.of(label));
        RunProcess run = run(all, command.of(label));
        awaitOwner(run);
        return run;
    }

    private void assertNothingIsLost(Way way, String make, Line options, Line command) throws Exception {
        RunProcess serving = serving(way, make + 1, options, command);
        try (Traffic traffic = Traffic.to(address())) {
            for (int number = 2; number <= UPGRADES + 1; number++) {
                RunProcess next = serving(way, make + number, options, command);
                assertThat(serving.awaitExit())
                        .as("by the signal that drains it, or by itself after that: " + serving.said())
                        .isIn(0, 128 + 15);
                serving = next;
            }
            assertThat(status().getGeneration()).isEqualTo(UPGRADES + 1);
            traffic.close();
            System.out.println(
                    way + " " + make + ", " + UPGRADES + " upgrades: " + traffic + " " + traffic.keptFailures());
            assertThat(traffic.freshFailures()).isEmpty();
            assertThat(traffic.labels())
                    .containsAll(IntStream.rangeClosed(1, UPGRADES + 1)
                            .mapToObj(number -> make + number)
                            .toList());
        }
        serving.signal("TERM");
        serving.awaitExit();
    }

    private static Path installed(String... candidates) {
        return Arrays.stream(candidates)
                .map(Path::of)
                .filter(Files::isExecutable)
                .findFirst()
                .orElseGet(() -> {
                    assumeTrue(false, "none of " + List.of(candidates) + " is installed");
                    throw new IllegalStateException();
                });
    }

    private List<String> answering(String... more) {
        List<String> options = new ArrayList<>(List.of("--ready-http", url()));
        options.addAll(List.of(more));
        return options;
    }

    @Test
    void nginx() throws Exception {
        Path nginx = installed("/usr/sbin/nginx");
        assertNothingIsLost(
                Way.REQUEST,
                "nginx",
                label -> answering("--env", "NGINX={fd:http};", "--drain-signal", "QUIT"),
                label -> List.of(nginx.toString(), "-p", temp.toString(), "-c", nginxConfiguration(label)));
    }

    private String nginxConfiguration(String label) throws IOException {
        Path folder = Files.createDirectories(temp.resolve(label));
        return Files.writeString(folder.resolve("nginx.conf"), """
                        daemon off; worker_processes 2; pid %1$s/pid; error_log %1$s/errors;
                        events { }
                        http {
                          access_log off; client_body_temp_path %1$s/body; keepalive_timeout 60;
                          server { listen 127.0.0.1:%2$d; location / { return 200 "%3$s "; } }
                        }
                        """.formatted(
                                folder, address().getPort(), label))
                .toString();
    }

    @ParameterizedTest
    @EnumSource
    void node(Way way) throws Exception {
        Path node = installed("/usr/bin/node");
        Path server = resource("server.js");
        assertNothingIsLost(
                way,
                "node",
                label -> answering(),
                label -> List.of(node.toString(), server.toString(), label, "{fd:http}"));
    }

    @ParameterizedTest
    @EnumSource
    void gunicornByTheNamesOfSystemd(Way way) throws Exception {
        Path gunicorn = installed("/usr/bin/gunicorn");
        resource("app.py");
        assertNothingIsLost(
                way,
                "gunicorn",
                label -> answering("--env", "LABEL=" + label, "--env", "PYTHONPATH=" + temp),
                label -> gunicorn(gunicorn));
    }

    @Test
    void gunicornByItsDescriptor() throws Exception {
        Path gunicorn = installed("/usr/bin/gunicorn");
        resource("app.py");
        List<String> command = new ArrayList<>(gunicorn(gunicorn));
        command.addAll(List.of("--bind", "fd://{fd:http}"));
        assertNothingIsLost(
                Way.REQUEST,
                "gunicorn-fd",
                // It would take both otherwise.
                label -> answering("--env", "LABEL=" + label, "--env", "PYTHONPATH=" + temp, "--env", "LISTEN_PID=0"),
                label -> command);
    }

    private static List<String> gunicorn(Path gunicorn) {
        return List.of(
                gunicorn.toString(),
                "--workers",
                "2",
                "--worker-class",
                "gthread",
                "--threads",
                "4",
                "--keep-alive",
                "60",
                "--log-level",
                "warning",
                "app:app");
    }

    @ParameterizedTest
    @EnumSource
    void haproxy(Way way) throws Exception {
        Path haproxy = installed("/usr/sbin/haproxy");
        Path configuration = Files.writeString(temp.resolve("haproxy.cfg"), """
                defaults
                  mode http
                  timeout client 60s
                  timeout http-request 10s
                  timeout http-keep-alive 60s
                frontend http
                  bind "fd@${HTTP}"
                  http-request return status 200 content-type text/plain string "${LABEL} "
                """);
        assertNothingIsLost(
                way,
                "haproxy",
                label -> answering("--env", "HTTP={fd:http}", "--env", "LABEL=" + label, "--drain-signal", "USR1"),
                label -> List.of(haproxy.toString(), "-db", "-f", configuration.toString()));
    }

    @Test
    void python() throws Exception {
        assertNothingIsLost(Way.REQUEST, "python", label -> List.of("--ready-notify"), this::python);
    }

    @ParameterizedTest
    @EnumSource
    void go(Way way) throws Exception {
        Path go = installed("/usr/bin/go", "/usr/local/go/bin/go");
        Path server = temp.resolve("server");
        Process build = new ProcessBuilder(
                        go.toString(),
                        "build",
                        "-o",
                        server.toString(),
                        resource("server.go").toString())
                .inheritIO()
                .start();
        assertThat(build.waitFor(200, TimeUnit.SECONDS)).isTrue();
        assertThat(build.exitValue()).isZero();
        assertNothingIsLost(way, "go", label -> answering(), label -> List.of(server.toString(), label, "{fd:http}"));
    }

    private List<String> python(String label) {
        return python(label, new String[0]);
    }
}
