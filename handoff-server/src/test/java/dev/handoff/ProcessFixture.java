package dev.handoff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.handoff.client.HandoffClient;
import dev.handoff.client.Identity;
import dev.handoff.testing.Literal;
import dev.handoff.wire.v1.Status;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Services in processes of their own, on one control path and one port. */
@Timeout(120)
abstract class ProcessFixture {
    /** Longer than any test. */
    static final String PROBATION = "probation=600000";

    static final Duration LONG = Duration.ofSeconds(40);
    /** Who hangs is asked again, should it have been one who is only slow. */
    private static final Duration LOOK = Duration.ofSeconds(5);

    @TempDir
    Path temp;

    private final List<ServiceProcess> started = new ArrayList<>();
    private Path control = Path.of("unset");
    private InetSocketAddress address = Literal.anyPort("127.0.0.1");

    @BeforeEach
    void privateFolderAndFreePort() throws IOException {
        Path folder = temp.resolve("run");
        Files.createDirectory(
                folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        control = folder.resolve("control.sock");
        try (ServerSocket free = new ServerSocket()) {
            free.bind(address);
            address = new InetSocketAddress(address.getAddress(), free.getLocalPort());
        }
    }

    @AfterEach
    void allEnd() throws IOException {
        for (ServiceProcess process : started) {
            process.close();
        }
        assertThat(duties().violations()).isEmpty();
    }

    /** Starts a release, told the control path, the port and where to leave the marks of its duty. */
    ServiceProcess start(String release, String... more) throws IOException {
        return started(ServiceProcess.start(arguments(release, more).toArray(String[]::new)));
    }

    /** As {@link #start}, in a network namespace of its own. */
    ServiceProcess startApart(String release, String... more) throws IOException {
        return started(ServiceProcess.startApart(arguments(release, more)));
    }

    /** As {@link #start}, by a program that ends in becoming its arguments. */
    ServiceProcess startBy(List<String> program, String release, String... more) throws IOException {
        return started(ServiceProcess.startBehind(program, arguments(release, more)));
    }

    private ServiceProcess started(ServiceProcess process) {
        started.add(process);
        return process;
    }

    private List<String> arguments(String release, String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "control=" + control,
                "listen=http@127.0.0.1:" + address.getPort(),
                "release=" + release,
                "duties=" + duties().file()));
        arguments.addAll(List.of(more)); // of two of one name the last one counts
        return arguments;
    }

    /** As {@link #start}, and it is STAGED: it has the listeners, and gets READY when it is told {@code warm}. */
    ServiceProcess warming(String release, String... more) throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(List.of("cold=until told"));
        arguments.addAll(List.of(more));
        ServiceProcess process = start(release, arguments.toArray(String[]::new));
        process.await("WARMING");
        return process;
    }

    /** As {@link #start}, and it accepts. */
    ServiceProcess serving(String release, String... more) throws IOException, InterruptedException {
        ServiceProcess process = start(release, more);
        process.await("READY");
        return process;
    }

    DutyLog duties() {
        return new DutyLog(temp.resolve("duties"));
    }

    InetSocketAddress address() {
        return address;
    }

    Path control() {
        return control;
    }

    /** Asks until this release answers; no connection is ever refused meanwhile. */
    void awaitAnswer(String release) {
        await().atMost(LONG).until(() -> Front.ask(address).equals(release));
    }

    /** Who answers at the control path? */
    Optional<Status> status() {
        try (HandoffClient client = HandoffClient.connect(control, Identity.of("looker"), LOOK)) {
            return Optional.of(client.status());
        } catch (IOException nobody) {
            return Optional.empty();
        }
    }

    void awaitStatus(Predicate<Status> wanted) {
        await().atMost(LONG).until(() -> status().filter(wanted).isPresent());
    }

    /** The owner at the control path, in that phase, is {@code process}, and runs the duty. */
    void awaitOwner(ServiceProcess process) {
        awaitStatus(status ->
                status.getPid() == process.pid() && status.getPhase().equals("OWNER") && status.getDutiesOwned());
    }
}
