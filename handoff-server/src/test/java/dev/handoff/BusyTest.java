package dev.handoff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.handoff.ScriptedSuccessor.Step;
import dev.handoff.testing.Lines;
import dev.handoff.testing.ScriptedPeer;
import dev.handoff.wire.RefusedException;
import dev.handoff.wire.v1.Envelope.MessageCase;
import dev.handoff.wire.v1.RefusalCode;
import dev.handoff.wire.v1.Refused;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Who asks while another exchange is open, and does not want to wait. */
class BusyTest extends PredecessorFixture {

    @Test
    void theRefusalNamesTheHolderAndSinceWhenInFieldsOfTheirOwn() throws Exception {
        Instant before = Instant.now();
        try (ScriptedSuccessor holder = ScriptedSuccessor.at(control()).to(Step.GRANT);
                ScriptedPeer late = ScriptedPeer.connect(control())) {
            Instant after = Instant.now();
            late.say(Lines.hello("late"));
            late.hear(MessageCase.WELCOME);
            late.say(Lines.request(Duration.ofMillis(1), Duration.ofMinutes(1)));
            Refused refused = late.hear(MessageCase.REFUSED).getRefused();
            assertThat(refused.getCode()).isEqualTo(RefusalCode.BUSY);
            assertThat(refused.getHolder())
                    .isEqualTo(
                            "release scripted (pid " + ProcessHandle.current().pid() + ")");
            assertThat(refused.getSinceMillis()).isBetween(before.toEpochMilli(), after.toEpochMilli());
            assertThat(refused.getSentence())
                    .contains(refused.getHolder())
                    .contains(Instant.ofEpochMilli(refused.getSinceMillis())
                            .toString()
                            .substring(0, 19));
            holder.peer().say(Lines.abort("enough"));
        }
        assertServesOn("aborted");
    }

    @Test
    void whoAsksThroughTheFacadeIsToldTheSame() throws Exception {
        try (ScriptedSuccessor holder = ScriptedSuccessor.at(control()).to(Step.GRANT)) {
            RefusedException refused = catchThrowableOfType(
                    RefusedException.class,
                    () -> release("v2").requestWait(Duration.ofMillis(1)).open());
            assertThat(refused.code()).isEqualTo(RefusalCode.BUSY);
            assertThat(refused.holder().orElseThrow()).startsWith("release scripted (pid ");
            assertThat(refused.since().orElseThrow()).isBefore(Instant.now().plusMillis(1));
            assertThat(refused.getMessage()).containsOnlyOnce(", since ");
            holder.peer().say(Lines.abort("enough"));
        }
        assertServesOn("aborted");
    }
}
