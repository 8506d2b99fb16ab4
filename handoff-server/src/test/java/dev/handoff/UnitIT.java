package dev.handoff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.handoff.fd.DatagramReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a service manager hears of the processes of its units: at a real socket, read by the test. */
class UnitIT extends ProcessFixture {
    private static final String READY = "READY=1\nSTATUS=generation 1 (release v1): OWNER";
    private static final Duration NEVER = Duration.ofSeconds(3);

    private DatagramReader manager;

    @BeforeEach
    void listen() throws IOException {
        manager = DatagramReader.at(temp.resolve("notify").toString());
    }

    @AfterEach
    void stopListening() {
        manager.close();
    }

    private Path pidFile() {
        return temp.resolve("main.pid");
    }

    private List<String> environment(DatagramReader socket, String more, String mainPid) {
        String variables = "NOTIFY_SOCKET=" + socket.address() + " " + more + " SYSTEMD_EXEC_PID=" + mainPid;
        return List.of("sh", "-c", "exec env " + variables + " \"$@\"", "sh");
    }

    /** As the manager starts a unit's main process. */
    private ServiceProcess main(String release, String... more) throws IOException {
        return startBy(environment(manager, "FDSTORE=4 PIDFILE=" + pidFile(), "$$"), release, more);
    }

    /** As an ExecReload= starts another process of the unit. */
    private ServiceProcess besides(String release, String... more) throws IOException {
        return startBy(environment(manager, "FDSTORE=4 PIDFILE=" + pidFile(), "1"), release, more);
    }

    /** Reads up to a notice of this kind, and returns all that came. */
    private static List<String> until(DatagramReader socket, Predicate<String> wanted) throws IOException {
        List<String> said = new ArrayList<>();
        do {
            try (DatagramReader.Datagram next = socket.read()) {
                said.add(next.text());
            }
        } while (!wanted.test(said.get(said.size() - 1)));
        return said;
    }

    private List<String> until(Predicate<String> wanted) throws IOException {
        return until(manager, wanted);
    }

    private void awaitPidFile(long pid) {
        await().atMost(LONG)
                .until(() ->
                        Files.exists(pidFile()) && Files.readString(pidFile()).equals(pid + "\n"));
    }

    @Test
    void aFirstProcessIsReadyWhenItServesAndStopsWhenItIsToldTo() throws Exception {
        ServiceProcess process = main("v1");
        List<String> said = until(READY::equals);
        assertThat(said.get(0)).as("while it starts").startsWith("EXTEND_TIMEOUT_USEC=");
        assertThat(until("FDSTORE=1\nFDNAME=http"::equals)).hasSize(1);
        awaitPidFile(process.pid());
        process.signal("TERM");
        until(notice -> notice.startsWith("STOPPING=1\nEXTEND_TIMEOUT_USEC="));
        assertThat(process.awaitExit()).isZero();
    }

    @Test
    void theManagerFollowsTheSuccessorOnceItIsConfirmed() throws Exception {
        main("v1");
        until(READY::equals);
        ServiceProcess next = besides("v2");
        List<String> said = until(notice -> notice.startsWith("MAINPID="));
        assertThat(said.get(said.size() - 1))
                .startsWith("MAINPID=" + next.pid() + "\nSTATUS=release v2 (pid " + next.pid());
        assertThat(said.subList(0, said.size() - 1))
                .allMatch(notice -> notice.contains("generation 1")
                        || notice.startsWith("EXTEND_TIMEOUT_USEC=")
                        || notice.startsWith("FDSTORE=1"));
        // The new one speaks when the manager has heard of it.
        assertThat(until("STATUS=generation 2 (release v2): OWNER"::equals)).hasSize(1);
        awaitPidFile(next.pid());
        next.signal("TERM");
        until(notice -> notice.startsWith("STOPPING=1"));
    }

    @Test
    void aSuccessorThatDiesOnProbationIsNeverTheMainProcess() throws Exception {
        ServiceProcess first = main("v1");
        until(READY::equals);
        ServiceProcess next = besides("v2", PROBATION);
        next.await("READY");
        awaitPidFile(next.pid());
        next.signal("KILL");
        awaitPidFile(first.pid());
        awaitAnswer("v1");
        first.signal("TERM");
        assertThat(until(notice -> notice.startsWith("STOPPING=1"))).noneMatch(notice -> notice.contains("MAINPID"));
    }

    @Test
    void aSuccessorWithAUnitOfItsOwnEndsTheUnitOfThePredecessor() throws Exception {
        ServiceProcess first = main("v1");
        until(READY::equals);
        try (DatagramReader other = DatagramReader.at(temp.resolve("other").toString())) {
            ServiceProcess next = startBy(environment(other, "", "$$"), "v2");
            until(other, "READY=1\nSTATUS=generation 2 (release v2): OWNER"::equals);
            assertThat(until(notice -> notice.startsWith("STOPPING=1")))
                    .noneMatch(notice -> notice.contains("MAINPID"));
            assertThat(first.awaitExit()).isZero();
            awaitOwner(next);
            next.signal("TERM");
            next.awaitExit();
        }
    }

    @Test
    void aManagerThatIsGoneChangesNothing() throws Exception {
        ServiceProcess first = main("v1");
        until(READY::equals);
        manager.close();
        Files.delete(temp.resolve("notify"));
        ServiceProcess next = besides("v2");
        next.await("READY");
        assertThat(first.awaitExit()).isZero();
        awaitOwner(next);
    }

    @Test
    void aProcessWithoutAManagerSaysNothing() throws Exception {
        serving("v1");
        assertThat(manager.isReadable(NEVER)).isFalse();
    }
}
