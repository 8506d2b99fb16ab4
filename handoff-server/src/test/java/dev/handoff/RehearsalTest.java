package dev.handoff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.handoff.phase.ProcessPhase;
import dev.handoff.telemetry.Rehearsing;
import dev.handoff.testing.NoLeakedDescriptors;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(NoLeakedDescriptors.class)
@Timeout(60)
class RehearsalTest {
    @Test
    void playsAHandoffToItsEndAndLeavesNothing() throws Exception {
        List<Path> before = folders();
        rehearse();
        assertThat(folders()).isEqualTo(before);
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
                        .filteredOn(RehearsalTest::isOnStage)
                        .isEmpty());
    }

    @Test
    void isNotTold(@TempDir Path temp) throws Exception {
        Path file = temp.resolve("rehearsal.jfr");
        PrintStream real = System.err;
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        try (Recording recording = new Recording();
                PrintStream listening = new PrintStream(said, true, StandardCharsets.UTF_8)) {
            System.setErr(listening);
            recording.start();
            rehearse();
            recording.stop();
            recording.dump(file);
        } finally {
            System.setErr(real);
        }
        assertThat(said.toString(StandardCharsets.UTF_8)).doesNotContain("generation 2");
        assertThat(RecordingFile.readAllEvents(file))
                .noneMatch(event -> event.getEventType().getName().startsWith("dev.handoff."));
    }

    @Test
    void comesBeforeAnOwnerAcceptsAndIsNotItsOwn(@TempDir Path temp) throws Exception {
        try (Handoff handoff = Handoff.at(temp.resolve("control"))
                .listener("http", "127.0.0.1:0")
                .handleSignals(false)
                .open()) {
            handoff.onDrain(handoff.channel("http")::close);
            handoff.ready();
            assertThat(handoff.phase()).isEqualTo(ProcessPhase.OWNER);
            assertThat(handoff.generation()).isEqualTo(1);
            assertThat(handoff.history()).isEmpty();
        }
    }

    private static void rehearse() throws Exception {
        CompletableFuture<Boolean> played = new CompletableFuture<>();
        Rehearsing.thread(() -> {
                    try {
                        Rehearsal.play();
                        played.complete(Rehearsing.isHere());
                    } catch (IOException | InterruptedException | RuntimeException e) {
                        played.completeExceptionally(e);
                    }
                })
                .start();
        assertThat(played.get(30, TimeUnit.SECONDS)).isTrue();
    }

    private static boolean isOnStage(Thread thread) {
        ThreadGroup group = thread.getThreadGroup();
        return group != null && group.getName().equals("handoff-rehearsal");
    }

    private static List<Path> folders() throws IOException {
        try (Stream<Path> all = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return all.filter(path -> path.getFileName().toString().startsWith("handoff-rehearsal-"))
                    .sorted()
                    .toList();
        }
    }
}
