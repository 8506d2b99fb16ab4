package dev.handoff.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.handoff.client.HandoffClient;
import dev.handoff.client.Identity;
import dev.handoff.testing.Literal;
import dev.handoff.wire.v1.Status;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
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

/** One control path, one port, and processes that share them. */
@Timeout(300)
abstract class RunFixture {
    static final Path PYTHON = Path.of("/usr/bin/python3");

    @TempDir
    Path temp;

    private final List<RunProcess> started = new ArrayList<>();
    private Path control = Path.of("unset");
    private InetSocketAddress address = Literal.anyPort("127.0.0.1");

    @BeforeEach
    void folderAndPort() throws IOException {
        Path folder = Files.createDirectory(
                temp.resolve("run"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        control = folder.resolve("control");
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

    /** A file of the tests, where programs find it. */
    Path resource(String name) {
        Path copy = temp.resolve(name);
        if (!Files.exists(copy)) {
            try (InputStream source = RunFixture.class.getResourceAsStream(name)) {
                Files.copy(Objects.requireNonNull(source, name), copy);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return copy;
    }

    /** What starts a command as a service manager would that has a listener for it at this port, under the name "http". */
    List<String> manager(int port, String environment) {
        assumeTrue(Files.isExecutable(PYTHON), PYTHON + " is not installed");
        return List.of(PYTHON.toString(), resource("manager.py").toString(), "http=" + port, environment);
    }

    /** The Python program, told its label, its descriptor, and what to do wrong. */
    List<String> python(String label, String... faults) {
        assumeTrue(Files.isExecutable(PYTHON), PYTHON + " is not installed");
        String server = resource("server.py").toString();
        List<String> command = new ArrayList<>(List.of(PYTHON.toString(), server, label, "{fd:http}"));
        command.addAll(List.of(faults));
        return command;
    }

    /** Starts {@code handoff-server run} with these options more. */
    RunProcess run(List<String> options, List<String> command) throws IOException {
        return run(List.of(), options, command);
    }

    RunProcess run(List<String> before, List<String> options, List<String> command) throws IOException {
        return started(RunProcess.start(temp, before, words("run", options, command)));
    }

    /** What follows the name of a program of ours. */
    List<String> words(String verb, List<String> options, List<String> command) {
        List<String> words = new ArrayList<>(
                List.of(verb, "--control", control.toString(), "--listen", "http=127.0.0.1:" + address.getPort()));
        words.addAll(options);
        words.add("--");
        words.addAll(command);
        return words;
    }

    /** Ends it after the test. */
    RunProcess started(RunProcess process) {
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
