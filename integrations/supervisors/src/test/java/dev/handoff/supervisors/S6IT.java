package dev.handoff.supervisors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.handoff.demo.load.Load;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** packaging/s6 under a real s6-supervise. */
@Timeout(300)
class S6IT {
    private static final Path PACKAGED = Path.of("../../packaging/s6/app");

    @TempDir
    Path folder;

    private Path install(Installation service) throws IOException {
        Path directory = Files.createDirectory(folder.resolve("service"));
        for (String script : List.of("run", "finish")) {
            Path file = Files.writeString(directory.resolve(script), service.adapted(PACKAGED.resolve(script)));
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        return directory;
    }

    private static String status(Path directory, String what) throws IOException, InterruptedException {
        return Command.run(List.of("s6-svstat", "-o", what, directory.toString()))
                .orThrow();
    }

    private static void control(Path directory, String option) throws IOException, InterruptedException {
        Command.run(List.of("s6-svc", option, directory.toString())).orThrow();
    }

    private static void awaitDown(Path directory) {
        await("down, and to stay so")
                .atMost(Installation.LONG)
                .until(() -> status(directory, "up,wantedup").equals("false false"));
    }

    @Test
    void followsFiveReleasesAsOneProcessAndStopsTheOneThatServes() throws Exception {
        assumeTrue(Command.isInstalled("s6-supervise"), "s6-supervise is not installed (Debian: s6)");
        Installation service = Installation.in(folder);
        service.install("1");
        Path directory = install(service);
        // A SIGHUP that whoever runs the tests ignores, as nohup(1) does, stays ignored by all that they start.
        ProcessBuilder builder = new ProcessBuilder("env", "--default-signal=HUP", "s6-supervise", directory.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        Process supervise = builder.start();
        try {
            service.awaitOnly("1");
            String before = status(directory, "up,pid");
            try (Load visits = Load.on(service.address()).fresh(50).start()) {
                for (int release = 2; release <= 6; release++) {
                    service.install(Integer.toString(release));
                    control(directory, "-h");
                    service.awaitOnly(Integer.toString(release));
                    assertThat(status(directory, "up,pid")).isEqualTo(before);
                }
                assertThat(visits.stop().failures()).isEmpty();
            }
            // Whoever is told by another than s6 ends with 0, as one who has handed over does: nobody wants it back.
            control(directory, "-t");
            awaitDown(directory);
            control(directory, "-u");
            service.awaitOnly("6");
            control(directory, "-d");
            awaitDown(directory);
            assertThat(service.answer()).as("nobody serves").isEmpty();
        } finally {
            Command.run(List.of("s6-svc", "-dx", directory.toString()));
            if (!supervise.waitFor(60, TimeUnit.SECONDS)) {
                supervise.destroyForcibly();
            }
        }
    }
}
