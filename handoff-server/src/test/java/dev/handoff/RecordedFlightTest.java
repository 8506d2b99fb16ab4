package dev.handoff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.handoff.phase.ProcessPhase;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import jdk.jfr.Recording;
import org.junit.jupiter.api.Test;

/** What {@code jfr print} tells of a handoff that was recorded. */
class RecordedFlightTest extends PredecessorFixture {
    @Test
    void aRecordingShowsEveryPhase() throws Exception {
        Path file = temp.resolve("handoff.jfr");
        try (Recording recording = new Recording()) {
            recording.start();
            try (LabelService second = LabelService.open(release("v2"), duties, "http")) {
                second.handoff().ready();
                await().until(() -> second.handoff().phase() == ProcessPhase.OWNER);
                assertThat(first().handoff().awaitRetired()).isEqualTo(Ending.HANDED_OVER);
                assertThatThrownBy(() -> release("v1").open()).isInstanceOf(Exception.class);
            }
            recording.stop();
            recording.dump(file);
        }
        String all = printed(file);
        // The predecessor began before the recording did: of its own phases only what came after is there.
        for (String phase : new String[] {
            "CONNECTING",
            "REQUESTING",
            "STAGED",
            "ON_PROBATION",
            "GREETED",
            "GRANTED",
            "COMMITTED",
            "CONFIRMED",
            "YIELDED",
            "OWNER",
            "RETIRED"
        }) {
            assertThat(all).contains("phase = \"" + phase + "\"");
        }
        assertThat(all)
                .contains("dev.handoff.Handoff {", "outcome = \"confirmed\"", "toRelease = \"v2\"")
                .contains("dev.handoff.Gate {", "listener = \"http\"", "to = \"open\"", "to = \"shut\"")
                .contains("dev.handoff.Drain {")
                .contains("dev.handoff.Refusal {", "code = \"OLDER_RELEASE\"")
                .contains("who = \"generation 1 to release v2");
    }

    private static String printed(Path file) throws Exception {
        String jfr = Path.of(System.getProperty("java.home"), "bin", "jfr").toString();
        Process print = new ProcessBuilder(jfr, "print", "--categories", "Handoff", file.toString())
                .redirectErrorStream(true)
                .start();
        String text = new String(print.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(print.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(print.exitValue()).as(text).isZero();
        return text;
    }
}
