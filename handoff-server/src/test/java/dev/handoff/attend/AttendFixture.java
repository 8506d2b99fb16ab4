package dev.handoff.attend;

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
import java.util.Set;
import java.util.TreeSet;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One control path, one port, and programs that follow each other. */
@Timeout(300)
abstract class AttendFixture {
    static final Path PYTHON = Path.of("/usr/bin/python3");

    @TempDir
    Path temp;

    private final List<StartedProgram> started = new ArrayList<>();
    private final Set<Long> attendants = new TreeSet<>();
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

    /** Nobody stays beside a program that has ended. */
    @AfterEach
    void allEnd() throws InterruptedException {
        for (StartedProgram program : started) {
            program.close();
        }
        attendants.forEach(AttendFixture::awaitGone);
    }

    Path control() {
        return control;
    }

    InetSocketAddress address() {
        return address;
    }

    String url() {
        return "http://127.0.0.1:" + address.getPort() + "/";
    }

    /** A file of the tests, where programs find it. */
    Path resource(Class<?> beside, String name) throws IOException {
        Path copy = temp.resolve(Path.of(name).getFileName());
        if (!Files.exists(copy)) {
            try (InputStream source = beside.getResourceAsStream(name)) {
                Files.copy(Objects.requireNonNull(source, name), copy);
            }
        }
        return copy;
    }

    List<String> python(String label, String... faults) throws IOException {
        assumeTrue(Files.isExecutable(PYTHON), PYTHON + " is not installed");
        Path server = resource(AttendFixture.class, "/dev/handoff/run/server.py");
        List<String> command = new ArrayList<>(List.of(PYTHON.toString(), server.toString(), label, "{fd:http}"));
        command.addAll(List.of(faults));
        return command;
    }

    StartedProgram start(List<String> options, List<String> command) throws IOException {
        return start(List.of(), options, command);
    }

    StartedProgram start(List<String> before, List<String> options, List<String> command) throws IOException {
        List<String> words = new ArrayList<>(
                List.of("request", "--control", control.toString(), "--listen", "http=127.0.0.1:" + address.getPort()));
        words.addAll(options);
        words.add("--");
        words.addAll(command);
        StartedProgram program = StartedProgram.start(temp, before, words);
        started.add(program);
        return program;
    }

    /** As {@link #start}, until it serves for good. */
    StartedProgram serving(String release, List<String> options, List<String> command) throws IOException {
        return serving(List.of(), release, options, command);
    }

    StartedProgram serving(List<String> before, String release, List<String> options, List<String> command)
            throws IOException {
        List<String> all = new ArrayList<>(List.of("--release", release, "--probation", "500ms"));
        all.addAll(options);
        StartedProgram program = start(before, all, command);
        awaitOwner(release, program);
        return program;
    }

    Status status() throws IOException {
        try (HandoffClient client = HandoffClient.connect(control, Identity.of("looker"), Duration.ofSeconds(10))) {
            Status status = client.status();
            attendants.add((long) status.getPid());
            return status;
        }
    }

    /** That release answers at the control path, by its attendant, and owns the listeners for good. */
    void awaitOwner(String release, StartedProgram program) {
        Awaitility.await("owner " + release)
                .atMost(StartedProgram.PATIENCE)
                .ignoreExceptions()
                .until(() -> {
                    if (!program.isAlive()) {
                        return true;
                    }
                    Status status = status();
                    return status.getRelease().equals(release)
                            && status.getPhase().equals("OWNER");
                });
        if (!program.isAlive()) {
            throw new AssertionError(release + " ended:\n" + program.said());
        }
    }

    static void awaitGone(long pid) {
        Awaitility.await("the end of " + pid)
                .atMost(StartedProgram.PATIENCE)
                .until(() -> ProcessHandle.of(pid).isEmpty());
    }
}
