package dev.handoff.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Other people's load tools, through a number of handoffs each. Skipped, and said so, where they are not installed. */
@Timeout(120)
class LoadToolsIT {
    private static final int FEWEST_HANDOFFS = 3;
    private static final int MOST_HANDOFFS = 8;

    @TempDir
    private Path folder;

    @Test
    void abLosesNothingWithAConnectionForEachRequest() throws Exception {
        // -l: pids and generations have more digits or fewer.
        assertThat(saidDuringHandoffs("ab", "-q", "-l", "-t", "12", "-n", "10000000", "-c", "8"))
                .containsPattern("Failed requests: +0\\s")
                .containsPattern("Complete requests: +[1-9][0-9]{3,}")
                .doesNotContain("Non-2xx");
    }

    @Test
    void wrkLosesNothingOnKeptConnections() throws Exception {
        assertThat(saidDuringHandoffs("wrk", "-t1", "-c16", "-d12s"))
                .containsPattern("[1-9][0-9]{3,} requests in")
                .doesNotContain("Socket errors")
                .doesNotContain("Non-2xx");
    }

    @Test
    void h2loadLosesNothingOnHttp2() throws Exception {
        // Four new connections a second, of which some live for several handoffs.
        assertThat(saidDuringHandoffs("h2load", "-c48", "-r4", "-m4", "-n48000"))
                .contains("48000 succeeded, 0 failed, 0 errored, 0 timeout");
    }

    /** What the tool printed, which ran while releases replaced each other. */
    private String saidDuringHandoffs(String tool, String... options) throws Exception {
        assumeTrue(isInstalled(tool), tool + " is not installed");
        try (Rollout rollout = Rollout.begin()) {
            rollout.first();
            List<String> command = new ArrayList<>(List.of(tool));
            command.addAll(List.of(options));
            command.add(rollout.uri("/").toString());
            File output = folder.resolve(tool + ".out").toFile();
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(output)
                    .start();
            try {
                int handoffs = 0;
                for (; process.isAlive() && handoffs < MOST_HANDOFFS; handoffs++) {
                    rollout.replace();
                }
                assertThat(handoffs).isGreaterThanOrEqualTo(FEWEST_HANDOFFS);
                assertThat(process.waitFor(60, TimeUnit.SECONDS))
                        .as(tool + " is done")
                        .isTrue();
            } finally {
                process.destroyForcibly();
            }
            String said = Files.readString(output.toPath());
            System.out.println(said);
            assertThat(process.exitValue()).as(said).isZero();
            return said;
        }
    }

    private static boolean isInstalled(String tool) {
        return List.of(System.getenv("PATH").split(File.pathSeparator)).stream()
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, tool)));
    }
}
