package dev.handoff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.handoff.phase.ProcessPhase;
import dev.handoff.testing.NoLeakedDescriptors;
import dev.handoff.testing.NoLeakedThreads;
import dev.handoff.wire.v1.HandoffRecord;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A predecessor that serves, and what must be true of it after a handoff that failed. */
@Timeout(60)
@ExtendWith({NoLeakedDescriptors.class, NoLeakedThreads.class})
abstract class PredecessorFixture {
    static final Duration BEAT = Duration.ofMillis(100);

    @TempDir
    Path temp;

    final DutyLedger duties = new DutyLedger();
    private Path control = Path.of("unset");
    private LabelService first;

    @BeforeEach
    void firstServes() throws Exception {
        Path folder = temp.resolve("run");
        Files.createDirectory(
                folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        control = folder.resolve("control.sock");
        first = LabelService.ready(firstTerms(), duties);
    }

    @AfterEach
    void firstEnds() throws Exception {
        first.close();
        assertThat(duties.violations()).isEmpty();
        assertThat(duties.running()).isEmpty();
    }

    /** Silence long enough for a busy machine; a test of silence has terms of its own. */
    HandoffBuilder firstTerms() {
        return release("v1").heartbeat(BEAT, Duration.ofSeconds(10));
    }

    HandoffBuilder release(String label) {
        return Handoff.at(control)
                .listener("http", "127.0.0.1:0")
                .release(label)
                .probation(Duration.ofMillis(100))
                .drainDeadline(Duration.ofSeconds(5))
                .requestWait(Duration.ofSeconds(20))
                .handleSignals(false);
    }

    Path control() {
        return control;
    }

    LabelService first() {
        return first;
    }

    /** The exchange is over, and it is as if it had never been: but for the record of it. */
    HandoffRecord assertServesOn(String outcome) throws Exception {
        Handoff handoff = first.handoff();
        await().atMost(Duration.ofSeconds(20))
                .until(() -> !handoff.status().hasSuccessor()
                        && handoff.phase() == ProcessPhase.OWNER
                        && duties.running().equals(java.util.List.of("v1")));
        assertThat(first.answers()).isTrue();
        assertThat(handoff.status().getDutiesOwned()).isTrue();
        HandoffRecord record = handoff.status().getLastHandoff();
        assertThat(record.getOutcome()).isEqualTo(outcome);
        return record;
    }

    /** The next handoff works, its generation as it should be. */
    void assertHandsOverTo(long generation) throws Exception {
        try (LabelService next = LabelService.ready(release("next"), duties)) {
            assertThat(next.handoff().generation()).isEqualTo(generation);
            assertThat(first.handoff().awaitRetired()).isEqualTo(Ending.HANDED_OVER);
            await().atMost(Duration.ofSeconds(20)).until(() -> duties.running().equals(java.util.List.of("next")));
            next.awaitAnswer();
            await().atMost(Duration.ofSeconds(20)).until(() -> next.handoff().phase() == ProcessPhase.OWNER);
            assertThat(next.handoff().status().getLastHandoff().getOutcome()).isEqualTo("confirmed");
        }
    }
}
