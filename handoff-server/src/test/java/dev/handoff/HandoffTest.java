package dev.handoff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.handoff.phase.ProcessPhase;
import dev.handoff.wire.RefusedException;
import dev.handoff.wire.v1.RefusalCode;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The facade, predecessor and successor in one process: phases, duties, guard. Real processes are in the demo's tests. */
@Timeout(60)
class HandoffTest {
    @TempDir
    Path temp;

    private Path control;

    @BeforeEach
    void privateFolder() throws Exception {
        Path folder = temp.resolve("run");
        Files.createDirectory(
                folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        control = folder.resolve("control.sock");
    }

    private HandoffBuilder release(String label) {
        return Handoff.at(control)
                .listener("http", new InetSocketAddress("127.0.0.1", 0))
                .release(label)
                .probation(Duration.ofMillis(300))
                .drainDeadline(Duration.ofSeconds(2))
                .requestWait(Duration.ofSeconds(10))
                .handleSignals(false);
    }

    @Test
    void saysInASentenceThatThisIsNotLinux() {
        String linux = System.setProperty("os.name", "Plan9");
        try {
            assertThatThrownBy(() -> release("v1").open())
                    .isInstanceOf(UnsupportedOperationException.class)
                    .hasMessage("descriptors are passed on Linux only, and this is Plan9");
        } finally {
            System.setProperty("os.name", linux);
        }
    }

    @Test
    void bindsWhenThereIsNoPredecessorAndHandsOverWhenThereIs() throws Exception {
        List<String> duties = Collections.synchronizedList(new ArrayList<>());
        try (Handoff first = release("v1").open()) {
            first.whileOwner(() -> duties.add("v1 starts"), () -> duties.add("v1 stops"));
            first.ready();
            assertThat(first.phase()).isEqualTo(ProcessPhase.OWNER);
            try (Handoff second = release("v2").open()) {
                second.whileOwner(() -> duties.add("v2 starts"), () -> duties.add("v2 stops"));
                assertThat(second.generation()).isEqualTo(2);
                assertThat(second.channel("http").getLocalAddress())
                        .isEqualTo(first.channel("http").getLocalAddress());
                second.ready();
                assertThat(second.phase()).isEqualTo(ProcessPhase.ON_PROBATION);
                assertThat(first.awaitRetired()).isEqualTo(Ending.HANDED_OVER);
                await().until(() -> second.phase() == ProcessPhase.OWNER);
                await().until(() -> duties.size() == 3);
                assertThat(duties).containsExactly("v1 starts", "v1 stops", "v2 starts");
                assertThat(second.status().getLastHandoff().getOutcome()).isEqualTo("confirmed");
            }
            assertThat(duties).endsWith("v2 stops");
            assertThat(Files.exists(control)).isFalse();
        }
    }

    @Test
    void takesBackWhenTheSuccessorSaysThatItFailed() throws Exception {
        try (Handoff first = release("v1").open()) {
            first.ready();
            try (Handoff second =
                    release("v2").probation(Duration.ofSeconds(30)).open()) {
                second.ready();
                await().until(() -> first.phase() == ProcessPhase.YIELDED);
                second.fail("on purpose");
                assertThat(second.awaitRetired()).isEqualTo(Ending.RECLAIMED);
                assertThat(first.phase()).isEqualTo(ProcessPhase.OWNER);
                await().until(() -> first.status().getDutiesOwned());
                assertThat(first.status().getLastHandoff().getOutcome()).isEqualTo("reclaimed");
            }
            try (Handoff third = release("v3").open()) {
                assertThat(third.generation()).isEqualTo(3);
                third.ready();
                assertThat(first.awaitRetired()).isEqualTo(Ending.HANDED_OVER);
            }
        }
    }

    @Test
    void changesNothingWhenTheSuccessorEndsBeforeReady() throws Exception {
        try (Handoff first = release("v1").open()) {
            first.ready();
            try (Handoff second = release("v2").open()) {
                assertThat(first.status().getSuccessor().getRelease()).isEqualTo("v2");
                assertThat(second.phase()).isEqualTo(ProcessPhase.STAGED);
            }
            await().until(() -> !first.status().hasSuccessor());
            assertThat(first.phase()).isEqualTo(ProcessPhase.OWNER);
            assertThat(first.status().getLastHandoff().getOutcome()).isEqualTo("aborted");
        }
    }

    @Test
    void refusesTheReleaseThatWasJustReplaced() throws Exception {
        try (Handoff first = release("v1").open()) {
            first.ready();
            try (Handoff second = release("v2").open()) {
                second.ready();
                first.awaitRetired();
                await().until(() -> second.phase() == ProcessPhase.OWNER);
                assertThatThrownBy(() -> release("v1").open())
                        .isInstanceOfSatisfying(
                                RefusedException.class,
                                refused -> assertThat(refused.code()).isEqualTo(RefusalCode.OLDER_RELEASE));
                try (Handoff rollback = release("v1").allowRollback(true).open()) {
                    rollback.ready();
                    assertThat(second.awaitRetired()).isEqualTo(Ending.HANDED_OVER);
                }
            }
        }
    }
}
