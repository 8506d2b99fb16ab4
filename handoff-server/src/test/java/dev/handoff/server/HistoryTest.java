package dev.handoff.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.wire.Testimony;
import dev.handoff.wire.v1.Draining;
import dev.handoff.wire.v1.HandoffRecord;
import dev.handoff.wire.v1.RefusalCode;
import java.util.List;
import org.junit.jupiter.api.Test;

class HistoryTest {
    private final History history = new History(List.of());

    private static HandoffRecord record(long from, String outcome) {
        return HandoffRecord.newBuilder()
                .setFrom(from)
                .setTo(from + 1)
                .setOutcome(outcome)
                .build();
    }

    private static HandoffRecord refusal(String release) {
        return record(1, "refused").toBuilder()
                .setToRelease(release)
                .setRefusal(RefusalCode.OLDER_RELEASE)
                .build();
    }

    @Test
    void keepsTheLastFifty() {
        for (int from = 1; from <= 60; from++) {
            history.add(record(from, "confirmed"));
        }
        assertThat(history.records()).hasSize(Testimony.MOST_RECORDS);
        assertThat(history.records().get(0).getFrom()).isEqualTo(60);
        assertThat(history.records().get(49).getFrom()).isEqualTo(11);
    }

    @Test
    void aReleaseThatIsRefusedAgainAndAgainIsOneRecord() {
        history.add(record(1, "confirmed"));
        for (int i = 0; i < 1_000; i++) {
            history.addRefusal(refusal("old"));
            assertThat(history.addRefusal(refusal("older")).getTimes()).isEqualTo(i + 1);
        }
        assertThat(history.records()).extracting(HandoffRecord::getToRelease).containsExactly("older", "old", "");
        history.add(record(2, "aborted"));
        assertThat(history.addRefusal(refusal("old")).getTimes()).isEqualTo(1);
    }

    @Test
    void refusalsDoNotPushOutWhatHappened() {
        history.add(record(1, "confirmed"));
        for (int i = 0; i < 500; i++) {
            history.addRefusal(refusal("r" + i));
        }
        assertThat(history.records()).hasSize(11);
        assertThat(history.records().get(10).getOutcome()).isEqualTo("confirmed");
    }

    @Test
    void aDrainBelongsToTheHandoffThatBeganIt() {
        history.add(record(1, "reclaimed"));
        history.add(record(1, "confirmed"));
        history.add(record(3, "aborted"));
        Draining first = Draining.newBuilder()
                .setGeneration(1)
                .setInFlight(2)
                .setConnections(5)
                .build();
        history.drained(first, false);
        history.drained(first.toBuilder().setInFlight(0).setConnections(1).build(), true);
        HandoffRecord drained = history.records().get(1);
        assertThat(drained.getDrain().getConnectionsFirst()).isEqualTo(5);
        assertThat(drained.getDrain().getInFlightFirst()).isEqualTo(2);
        assertThat(drained.getDrain().getConnectionsLeft()).isEqualTo(1);
        assertThat(drained.getDrain().getEndedMillis()).isPositive();
        history.drained(Draining.newBuilder().setGeneration(2).build(), false);
        assertThat(history.records().get(2).hasDrain()).isTrue();
        assertThat(history.records().get(0).hasDrain()).isFalse();
    }
}
