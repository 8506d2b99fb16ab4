package dev.handoff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.handoff.client.HandoffClient;
import dev.handoff.client.Identity;
import dev.handoff.phase.ProcessPhase;
import dev.handoff.testing.NoLeakedDescriptors;
import dev.handoff.testing.NoLeakedThreads;
import dev.handoff.testing.ScriptedPredecessor;
import dev.handoff.wire.v1.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A real successor, and a predecessor that does what a test wants. */
@Timeout(60)
@ExtendWith({NoLeakedDescriptors.class, NoLeakedThreads.class})
abstract class SuccessorFixture {
    static final Duration BEAT = Duration.ofMillis(50);
    static final Duration LONG = Duration.ofSeconds(20);

    @TempDir
    Path temp;

    final DutyLedger duties = new DutyLedger();
    final ExecutorService successor = Executors.newSingleThreadExecutor();
    private Path control = Path.of("unset");
    private ScriptedPredecessor predecessor;

    @BeforeEach
    void predecessorListens() throws Exception {
        Path folder = temp.resolve("run");
        Files.createDirectory(
                folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        control = folder.resolve("control.sock");
        predecessor = ScriptedPredecessor.at(control, "http");
    }

    @AfterEach
    void predecessorEnds() throws Exception {
        predecessor.close();
        successor.shutdownNow();
        assertThat(successor.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
        assertThat(duties.violations()).isEmpty();
        assertThat(duties.running()).isEmpty();
    }

    ScriptedPredecessor predecessor() {
        return predecessor;
    }

    Path control() {
        return control;
    }

    HandoffBuilder terms() {
        return Handoff.at(control)
                .listener("http", "127.0.0.1:" + predecessor.address().getPort())
                .release("v2")
                .probation(Duration.ofMinutes(5))
                .drainDeadline(Duration.ofSeconds(5))
                .requestWait(LONG)
                .handleSignals(false);
    }

    /** Opens beside the script. */
    Future<LabelService> opening() {
        return opening(terms());
    }

    Future<LabelService> opening(HandoffBuilder terms) {
        return successor.submit(() -> LabelService.open(terms, duties, "http"));
    }

    /** Gets READY beside the script. */
    Future<LabelService> readying(LabelService service) {
        return beside(() -> {
            service.handoff().ready();
            return service;
        });
    }

    <T> Future<T> beside(Callable<T> work) {
        return successor.submit(work);
    }

    static LabelService done(Future<LabelService> future) throws Exception {
        return future.get(30, TimeUnit.SECONDS);
    }

    /** Nobody accepts at the front: the connection waits. */
    void assertGateClosed() throws IOException {
        assertThat(Front.ask(predecessor.address(), Duration.ofMillis(150))).isEmpty();
    }

    static void awaitPhase(LabelService service, ProcessPhase phase) {
        await().atMost(LONG).until(() -> service.handoff().phase() == phase);
    }

    /** Who answers at the control path? */
    Optional<Status> answerAtThePath() {
        try (HandoffClient client = HandoffClient.connect(control, Identity.of("looker"), Duration.ofSeconds(5))) {
            return Optional.of(client.status());
        } catch (IOException nobody) {
            return Optional.empty();
        }
    }
}
