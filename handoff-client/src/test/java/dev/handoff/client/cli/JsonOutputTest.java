package dev.handoff.client.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handoff.fd.ProcessEnd;
import dev.handoff.program.Rehearsal;
import dev.handoff.wire.v1.Address;
import dev.handoff.wire.v1.DrainRecord;
import dev.handoff.wire.v1.Family;
import dev.handoff.wire.v1.HandoffRecord;
import dev.handoff.wire.v1.Listener;
import dev.handoff.wire.v1.PhaseTime;
import dev.handoff.wire.v1.Progress;
import dev.handoff.wire.v1.RefusalCode;
import dev.handoff.wire.v1.SocketType;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What commands print as JSON holds to the documented schema; those that run as processes are held to it there. */
class JsonOutputTest {
    private static final HandoffRecord CONFIRMED = HandoffRecord.newBuilder()
            .setFrom(1)
            .setTo(2)
            .setOutcome("confirmed")
            .addPhases(PhaseTime.newBuilder().setPhase("STAGED").setMicros(1))
            .setDrain(DrainRecord.newBuilder().setBeganMillis(1).setConnectionsFirst(3))
            .addProgress(Progress.newBuilder().setName("warm-up").setBeganMillis(1))
            .build();
    private static final HandoffRecord REFUSED = HandoffRecord.newBuilder()
            .setOutcome("refused")
            .setRefusal(RefusalCode.OLDER_RELEASE)
            .setTimes(3)
            .build();

    @Test
    void aHistory() {
        String history = HistoryAction.json(List.of(CONFIRMED, REFUSED));
        Schemas.assertHolds("history", history);
        assertThat(history).contains("\"refusal\":\"older-release\",\"times\":3");
        Schemas.assertHolds("history", HistoryAction.json(List.of()));
    }

    @Test
    void aRehearsal() {
        Rehearsal.Asked asked = new Rehearsal.Asked("/health", 200, Duration.ofMillis(3));
        Schemas.assertHolds(
                "check",
                CheckAction.json(new Rehearsal.Outcome(
                        Duration.ofMillis(700), List.of(asked), Duration.ofMillis(20), ProcessEnd.unknown())));
    }

    @Test
    void whatAStoreKeeps() throws Exception {
        Listener listener = Listener.newBuilder()
                .setName("http")
                .setFamily(Family.UNIX)
                .setType(SocketType.STREAM)
                .setAddress(Address.newBuilder().setPath(com.google.protobuf.ByteString.copyFromUtf8("/run/shop")))
                .build();
        for (String command : List.of("list", "retrieve")) {
            Arguments arguments = Arguments.parse(command, "--control", "/run/store", "--json");
            Schemas.assertHolds(command, StoreAction.text(arguments, List.of(listener), "kept"));
        }
    }

    @Test
    void theSchemaRefusesWhatItDoesNotKnow() {
        assertThatThrownBy(() -> Schemas.assertHolds("history", "{\"history\":[],\"more\":1}\n"))
                .isInstanceOf(AssertionError.class);
        assertThatThrownBy(() -> Schemas.assertHolds("status", "{}\n")).isInstanceOf(AssertionError.class);
    }
}
