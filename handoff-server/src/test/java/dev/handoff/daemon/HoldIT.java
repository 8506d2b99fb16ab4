package dev.handoff.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.handoff.client.HandoffClient;
import dev.handoff.client.Identity;
import dev.handoff.wire.v1.Status;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The packaged command, as a process of its own. */
@Timeout(120)
class HoldIT {
    private static final Duration START = Duration.ofSeconds(60);

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
    void end() {
        started.forEach(Process::destroyForcibly);
    }

    @Test
    void holdsAListenerUntilTheNextHolderComes() throws Exception {
        Process first = hold("v1", "http=127.0.0.1:0");
        await().atMost(START).until(() -> Files.exists(control));
        InetSocketAddress address = address();
        try (Socket waiting = new Socket()) {
            waiting.connect(address, 5_000);
            Process second = hold("v2", "http=127.0.0.1:0");
            await().atMost(START).ignoreExceptions().until(() -> status().getGeneration() == 2);
            assertThat(first.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(first.exitValue()).isZero();
            assertThat(address()).as("with the connection that nobody accepted").isEqualTo(address);
            second.destroy();
            assertThat(second.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(second.exitValue()).isZero();
            assertThat(control).doesNotExist();
        }
    }

    @Test
    void saysInOneSentenceThatAStrangerHasTheAddress() throws Exception {
        try (ServerSocket stranger = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Process holder = hold("v1", "http=127.0.0.1:" + stranger.getLocalPort());
            assertThat(holder.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(holder.exitValue()).isEqualTo(75);
            assertThat(said("v1"))
                    .contains("is in use by a process that does not answer at")
                    .doesNotContain("\tat ");
        }
    }

    @Test
    void refusesACommandLineThatItDoesNotUnderstand() throws Exception {
        Process holder = run("v1", "hold", "--control", control.toString());
        assertThat(holder.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(holder.exitValue()).isEqualTo(64);
        assertThat(said("v1")).contains("hold needs --control PATH and --listen NAME=ADDRESS");
    }

    private InetSocketAddress address() throws IOException {
        int port = status().getListeners(0).getAddress().getPort();
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    private Status status() throws IOException {
        try (HandoffClient client = HandoffClient.connect(control, Identity.of(""), Duration.ofSeconds(10))) {
            return client.status();
        }
    }

    private String said(String release) throws IOException {
        return Files.readString(temp.resolve(release), StandardCharsets.UTF_8);
    }

    private Process hold(String release, String listener) throws IOException {
        return run(release, "hold", "--control", control.toString(), "--listen", listener, "--release", release);
    }

    private Process run(String log, String... words) throws IOException {
        List<String> line = new ArrayList<>(
                List.of(Path.of("bin/handoff-server").toAbsolutePath().toString()));
        line.addAll(List.of(words));
        ProcessBuilder builder = new ProcessBuilder(line).redirectErrorStream(true);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        Process process = builder.redirectOutput(temp.resolve(log).toFile()).start();
        started.add(process);
        return process;
    }
}
