package dev.handoff.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.handoff.client.HandoffClient;
import dev.handoff.client.Identity;
import dev.handoff.testing.Literal;
import dev.handoff.wire.v1.Status;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One control path, one port, and {@code run}s that share them. */
@Timeout(300)
abstract class RunFixture {
    static final Path PYTHON = Path.of("/usr/bin/python3");

    @TempDir
    Path temp;

    private final List<RunProcess> started = new ArrayList<>();
    private Path control = Path.of("unset");
    private Path server = Path.of("unset");
    private InetSocketAddress address = Literal.anyPort("127.0.0.1");

    @BeforeEach
    void folderPortAndProgram() throws IOException {
        assumeTrue(Files.isExecutable(PYTHON), PYTHON + " is not installed");
        Path folder = Files.createDirectory(
                temp.resolve("run"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        control = folder.resolve("control");
        server = temp.resolve("server.py");
        try (InputStream source = RunFixture.class.getResourceAsStream("server.py")) {
            Files.copy(Objects.requireNonNull(source), server);
        }
        try (ServerSocket free = new ServerSocket()) {
            free.bind(address);
            address = new InetSocketAddress(address.getAddress(), free.getLocalPort());
        }
    }

    @AfterEach
    void allEnd() throws InterruptedException {
        for (RunProcess process : started) {
            process.close();
        }
    }

    Path control() {
        return control;
    }

    InetSocketAddress address() {
        return address;
    }

    /** The Python program, told its label, its descriptor, and what to do wrong. */
    List<String> python(String label, String... faults) {
        List<String> command = new ArrayList<>(List.of(PYTHON.toString(), server.toString(), label, "{fd:http}"));
        command.addAll(List.of(faults));
        return command;
    }

    /** Starts {@code handoff-server run} with these options more. */
    RunProcess run(List<String> options, List<String> command) throws IOException {
        return run(List.of(), options, command);
    }

    RunProcess run(List<String> before, List<String> options, List<String> command) throws IOException {
        List<String> words = new ArrayList<>(
                List.of("run", "--control", control.toString(), "--listen", "http=127.0.0.1:" + address.getPort()));
        words.addAll(options);
        words.add("--");
        words.addAll(command);
        RunProcess process = RunProcess.start(temp, before, words);
        started.add(process);
        return process;
    }

    /** As {@link #run}, READY by READY=1, and it serves. */
    RunProcess serving(List<String> options, List<String> command) throws IOException {
        List<String> all = new ArrayList<>(List.of("--ready-notify"));
        all.addAll(options);
        RunProcess process = run(all, command);
        process.awaitSaid("serves");
        return process;
    }

    /** Who answers: label and pid. */
    String ask() throws IOException {
        return Clients.once(address, "/");
    }

    Status status() throws IOException {
        try (HandoffClient client = HandoffClient.connect(control, Identity.of("looker"), Duration.ofSeconds(10))) {
            return client.status();
        }
    }

    /** The process with this number answers at the control path, and owns the listeners for good. */
    void awaitOwner(RunProcess process) {
        Awaitility.await("owner " + process.pid())
                .atMost(RunProcess.PATIENCE)
                .ignoreExceptions()
                .until(() -> status().getPid() == process.pid()
                        && status().getPhase().equals("OWNER"));
    }

    static void awaitGone(long pid) {
        Awaitility.await("the end of " + pid)
                .atMost(RunProcess.PATIENCE)
                .until(() -> ProcessHandle.of(pid).isEmpty());
    }

    static void assertAlive(long pid) {
        assertThat(ProcessHandle.of(pid)).as("process " + pid).isPresent();
    }
}
