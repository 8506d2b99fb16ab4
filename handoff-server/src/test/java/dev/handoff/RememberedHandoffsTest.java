package dev.handoff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.handoff.client.HandoffClient;
import dev.handoff.client.Identity;
import dev.handoff.phase.ProcessPhase;
import dev.handoff.wire.RefusedException;
import dev.handoff.wire.v1.HandoffRecord;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is remembered goes with the listeners. */
class RememberedHandoffsTest extends PredecessorFixture {
    private List<HandoffRecord> asked() throws Exception {
        try (HandoffClient client = HandoffClient.connect(control(), Identity.of(""), Duration.ofSeconds(10))) {
            return client.history();
        }
    }

    @Test
    void goesFromGenerationToGeneration() throws Exception {
        first().handoff().measure(() -> 0, () -> 0);
        try (LabelService given = LabelService.open(release("broken"), duties, "http")) {
            given.handoff().task("download").at(3, 10, "shop-2.jar");
        }
        assertServesOn("aborted");
        try (LabelService second = LabelService.ready(release("v2"), duties)) {
            await().until(() -> second.handoff().phase() == ProcessPhase.OWNER);
            assertThat(first().handoff().awaitRetired()).isEqualTo(Ending.HANDED_OVER);
            await().until(() -> second.handoff().history().get(0).getDrain().getEndedMillis() > 0);
            assertThatThrownBy(() -> release("v1").open()).isInstanceOf(RefusedException.class);
            try (LabelService third = LabelService.ready(release("v3"), duties)) {
                await().until(() -> third.handoff().phase() == ProcessPhase.OWNER);
                await().until(() -> !asked().isEmpty() && asked().get(0).getTo() == 3);
                List<HandoffRecord> all = asked();
                assertThat(all)
                        .extracting(HandoffRecord::getFrom, HandoffRecord::getTo, HandoffRecord::getOutcome)
                        .containsExactly(
                                org.assertj.core.groups.Tuple.tuple(2L, 3L, "confirmed"),
                                org.assertj.core.groups.Tuple.tuple(2L, 0L, "refused"),
                                org.assertj.core.groups.Tuple.tuple(1L, 2L, "confirmed"),
                                org.assertj.core.groups.Tuple.tuple(1L, 2L, "aborted"));
                int pid = (int) ProcessHandle.current().pid();
                assertThat(all).allSatisfy(record -> {
                    assertThat(record.getFromPid()).isEqualTo(pid);
                    assertThat(record.getToPid()).isEqualTo(pid);
                });
                assertThat(all.get(2).getFromRelease()).isEqualTo("v1");
                assertThat(all.get(2).getDrain().getEndedMillis()).isPositive();
                assertThat(all.get(2).getPhasesList())
                        .extracting(phase -> phase.getPhase())
                        .containsExactly("CONNECTING", "REQUESTING", "STAGED", "ON_PROBATION");
            }
        }
    }
}
