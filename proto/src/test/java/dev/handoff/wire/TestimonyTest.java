package dev.handoff.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import dev.handoff.wire.v1.DrainRecord;
import dev.handoff.wire.v1.HandoffRecord;
import dev.handoff.wire.v1.PhaseTime;
import dev.handoff.wire.v1.Progress;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class TestimonyTest {
    private static final HandoffRecord GOOD = HandoffRecord.newBuilder()
            .setFrom(1)
            .setTo(2)
            .setFromRelease("r1")
            .setToRelease("r2")
            .setOutcome("confirmed")
            .setStartedMillis(1_793_534_400_000L)
            .setFromPid(41)
            .setToPid(42)
            .addPhases(PhaseTime.newBuilder().setPhase("STAGED").setMicros(7))
            .setDrain(DrainRecord.newBuilder().setConnectionsFirst(3))
            .addProgress(Progress.newBuilder().setName("warm-up").setDone(1).setTotal(2))
            .build();

    private static HandoffRecord.Builder good() {
        return GOOD.toBuilder();
    }

    @Test
    void passesOnWhatIsAsItShouldBe() {
        assertThat(Testimony.history(List.of(GOOD))).containsExactly(GOOD);
    }

    @Test
    void leavesOutWhatCannotBe() {
        List<HandoffRecord> impossible = List.of(
                good().setFrom(-1).build(),
                good().setTo(-1).build(),
                good().setStartedMillis(Long.MAX_VALUE).build(),
                good().setStartedMillis(-1).build(),
                good().setOutcome("").build(),
                good().setOutcome("\u001b[2J").build());
        assertThat(Testimony.history(impossible)).isEmpty();
        HandoffRecord half = good().addPhases(PhaseTime.newBuilder().setPhase("a\nb"))
                .addPhases(PhaseTime.newBuilder().setPhase("OWNER").setMicros(-1))
                .addProgress(Progress.newBuilder().setDone(1))
                .addProgress(Progress.newBuilder().setName("x").setTotal(-1))
                .build();
        assertThat(Testimony.history(List.of(half))).containsExactly(GOOD);
    }

    @Test
    void keepsWordsToALineAndToTheirLength() {
        HandoffRecord loud = good().setReason("\u001b[2J\nok" + "x".repeat(9_000))
                .setToRelease("y".repeat(9_000))
                .setProgress(0, Progress.newBuilder().setName("z".repeat(9_000)).setText("t".repeat(9_000)))
                .build();
        HandoffRecord kept = Testimony.history(List.of(loud)).get(0);
        assertThat(kept.getReason()).startsWith("\\u001b[2J\\u000aok").hasSize(200);
        assertThat(kept.getToRelease()).hasSize(128);
        assertThat(kept.getProgress(0).getName()).hasSize(64);
        assertThat(kept.getProgress(0).getText()).hasSize(200);
    }

    @Test
    void isBoundedInNumberAndInBytes() {
        assertThat(Testimony.history(Collections.nCopies(10_000, GOOD))).hasSize(Testimony.MOST_RECORDS);
        HandoffRecord large = good().setReason("\u00fc".repeat(200))
                .setFromRelease("\u00fc".repeat(128))
                .setToRelease("\u00fc".repeat(128))
                .build();
        List<HandoffRecord> kept = Testimony.history(Collections.nCopies(50, large));
        int bytes = HandoffRecord.newBuilder().build().getSerializedSize()
                + kept.stream().mapToInt(HandoffRecord::getSerializedSize).sum();
        assertThat(bytes).isLessThanOrEqualTo(Testimony.MOST_BYTES);
        assertThat(kept).hasSizeBetween(10, 40);
        assertThat(Testimony.within(1_000, kept)).hasSize(1);
        assertThat(Testimony.within(-5, kept)).isEmpty();
    }

    @Test
    void carriesNothingOnThatItDoesNotKnow() {
        UnknownFieldSet stowaway = UnknownFieldSet.newBuilder()
                .addField(
                        99,
                        UnknownFieldSet.Field.newBuilder()
                                .addLengthDelimited(ByteString.copyFrom(new byte[5_000]))
                                .build())
                .build();
        HandoffRecord loaded = good().setUnknownFields(stowaway)
                .setPhases(0, GOOD.getPhases(0).toBuilder().setUnknownFields(stowaway))
                .setDrain(GOOD.getDrain().toBuilder().setUnknownFields(stowaway))
                .setProgress(0, GOOD.getProgress(0).toBuilder().setUnknownFields(stowaway))
                .build();
        assertThat(Testimony.history(List.of(loaded))).containsExactly(GOOD);
    }
}
