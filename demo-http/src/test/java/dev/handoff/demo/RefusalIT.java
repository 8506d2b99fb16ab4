package dev.handoff.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.demo.takeover.DemoProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the process cannot do is told in one sentence, without a stack trace, and with a status of sysexits.h. */
@Timeout(60)
class RefusalIT {

    @TempDir
    private Path folder;

    @Test
    void saysThatAStrangerHoldsTheAddress() throws Exception {
        try (ServerSocket stranger = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = Integer.toString(stranger.getLocalPort());
            assertThat(refused(75, "--control", folder.resolve("c").toString(), "--port", port))
                    .contains("127.0.0.1:" + port)
                    .contains("in use");
        }
    }

    @Test
    void saysThatOthersCanWriteToTheDirectory() throws Exception {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
        assertThat(refused(77, "--control", folder.resolve("c").toString())).contains("777");
    }

    @Test
    void saysThatThePathIsTooLong() throws Exception {
        assertThat(refused(64, "--control", folder.resolve("x".repeat(120)).toString()))
                .contains("107");
    }

    @Test
    void saysWhichOptionItDoesNotKnow() throws Exception {
        assertThat(refused(64, "--control", folder.resolve("c").toString(), "--prot", "1"))
                .contains("prot");
    }

    /** What it said, the moment at which it began to be refused included. */
    private static String refused(int status, String... options) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of(options));
        if (!all.contains("--port")) {
            all.addAll(List.of("--port", "0"));
        }
        Path jar = Path.of("target", "demo-http.jar").toAbsolutePath();
        try (DemoProcess process = DemoProcess.start(jar, "r1", all)) {
            int exit = process.awaitExit(Rollout.LIMIT);
            String said = String.join("\n", process.output());
            assertThat(exit).as(said).isEqualTo(status);
            assertThat(said).doesNotContain("\tat ").doesNotContain("Exception");
            return said;
        }
    }
}
