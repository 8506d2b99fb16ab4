package dev.handoff.supervisors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.handoff.demo.load.Load;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** packaging/supervisord under a real supervisord. */
@Timeout(300)
class SupervisordIT {
    private static final Path PACKAGED = Path.of("../../packaging/supervisord/app.conf");

    @TempDir
    Path folder;

    private Optional<Process> supervisord = Optional.empty();

    @BeforeEach
    void isInstalled() throws Exception {
        assumeTrue(Command.isInstalled("supervisord"), "supervisord is not installed");
        assumeTrue(Command.isInstalled("python3"), "python3 is not installed");
        assumeTrue(
                Files.exists(Installation.SERVER.resolveSibling("../target/handoff-server.jar")),
                "nothing is packaged");
    }

    @AfterEach
    void ends() throws Exception {
        if (supervisord.isPresent()) {
            ctl("shutdown");
            if (!supervisord.get().waitFor(60, TimeUnit.SECONDS)) {
                supervisord.get().destroyForcibly().waitFor();
            }
        }
    }

    private Command.Outcome ctl(String... words) throws IOException, InterruptedException {
        List<String> line = new ArrayList<>(List.of(
                "supervisorctl", "-c", folder.resolve("supervisord.conf").toString()));
        line.addAll(List.of(words));
        return Command.run(line);
    }

    private void start(String program) throws IOException {
        Path configuration = Files.writeString(folder.resolve("supervisord.conf"), """
                [unix_http_server]
                file=%1$s/supervisor.sock
                [supervisord]
                logfile=%1$s/supervisord.log
                pidfile=%1$s/supervisord.pid
                nodaemon=true
                [rpcinterface:supervisor]
                supervisor.rpcinterface_factory = supervisor.rpcinterface:make_main_rpcinterface
                [supervisorctl]
                serverurl=unix://%1$s/supervisor.sock

                """.formatted(folder) + program);
        ProcessBuilder builder = new ProcessBuilder("supervisord", "-n", "-c", configuration.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("console").toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        supervisord = Optional.of(builder.start());
    }

    private String status() throws IOException, InterruptedException {
        return ctl("status", "app").text();
    }

    private void awaitStatus(String word) {
        await(word).atMost(Installation.LONG).until(() -> status().contains(word));
    }

    // It asks for a user that this machine has not.
    private static String program(Installation service) throws IOException {
        return service.adapted(PACKAGED).replaceAll("(?m)^user=.*\n", "");
    }

    @Test
    void followsFiveReleasesAsOneProcessAndStopsTheOneThatServes() throws Exception {
        Installation service = Installation.in(folder);
        service.install("1");
        start(program(service));
        awaitStatus("RUNNING");
        service.awaitOnly("1");
        String before = ctl("pid", "app").orThrow();
        try (Load load = Load.on(service.address()).fresh(50).start()) {
            for (int release = 2; release <= 6; release++) {
                service.install(Integer.toString(release));
                ctl("signal", "HUP", "app").orThrow();
                service.awaitOnly(Integer.toString(release));
                assertThat(status()).contains("RUNNING");
            }
            assertThat(load.stop().failures()).isEmpty();
        }
        assertThat(ctl("pid", "app").orThrow()).isEqualTo(before);
        ctl("stop", "app").orThrow();
        assertThat(status()).contains("STOPPED");
        assertThat(service.answer()).as("nobody serves").isEmpty();
    }

    private Process startBeside(Installation service) throws IOException {
        ProcessBuilder second = new ProcessBuilder(
                        Installation.SERVER.toString(),
                        "run",
                        "--control",
                        service.control().toString(),
                        "--listen",
                        "http=127.0.0.1:" + service.address().getPort(),
                        "--release",
                        "2",
                        "--probation",
                        "1s",
                        "--",
                        service.program("2").toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("second").toFile());
        second.environment().put("JAVA_HOME", System.getProperty("java.home"));
        return second.start();
    }

    @Test
    void doesNotResurrectAReleaseThatHasHandedOverThoughItRestartsWhateverEnds() throws Exception {
        Installation service = Installation.in(folder);
        service.install("1");
        start(program(service)
                .replace("autorestart=unexpected", "autorestart=true\nstartretries=2")
                .replace(" run --control", " run --release 1 --probation 1s --control"));
        awaitStatus("RUNNING");
        service.awaitOnly("1");
        service.install("2");
        try (Load load = Load.on(service.address()).fresh(50).start()) {
            Process independent = startBeside(service);
            try {
                service.awaitOnly("2");
                awaitStatus("FATAL");
                service.awaitOnly("2");
                assertThat(load.stop().failures()).isEmpty();
            } finally {
                independent.destroy();
                if (!independent.waitFor(60, TimeUnit.SECONDS)) {
                    independent.destroyForcibly();
                }
            }
        }
        assertThat(folder.resolve("app.log")).content().contains("was replaced");
    }
}
