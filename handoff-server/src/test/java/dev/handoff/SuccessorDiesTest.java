package dev.handoff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.handoff.phase.ProcessPhase;
import dev.handoff.wire.v1.HandoffRecord;
import dev.handoff.wire.v1.PhaseTime;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The successor's connection ends, at each step of the exchange. */
class SuccessorDiesTest extends PredecessorFixture {

    @ParameterizedTest
    @EnumSource(
            names = {"HELLO", "REQUEST", "GRANT"},
            value = ScriptedSuccessor.Step.class)
    void nothingHasHappenedWhenItDiesBeforeReady(ScriptedSuccessor.Step step) throws Exception {
        ScriptedSuccessor.at(control()).to(step).close();
        if (step == ScriptedSuccessor.Step.GRANT) {
            await().until(() -> first().handoff().status().hasLastHandoff());
            HandoffRecord record = assertServesOn("aborted");
            assertThat(record.getFrom()).isEqualTo(1);
            assertThat(record.getTo()).isEqualTo(2);
            assertThat(record.getToRelease()).isEqualTo("scripted");
            assertThat(record.getReason()).isEqualTo("the successor died");
            assertThat(record.getPhasesList()).extracting(PhaseTime::getPhase).containsExactly("GREETED", "GRANTED");
        }
        assertThat(first().handoff().phase()).isEqualTo(ProcessPhase.OWNER);
        assertHandsOverTo(2);
        assertThat(duties.entries()).containsExactly("v1 starts", "v1 stops", "next starts", "next stops");
    }

    @ParameterizedTest
    @EnumSource(
            names = {"READY", "COMMIT"},
            value = ScriptedSuccessor.Step.class)
    void theGateWasNeverClosedWhenItDiesBeforeOpened(ScriptedSuccessor.Step step) throws Exception {
        ScriptedSuccessor.at(control()).to(step).close();
        await().until(() -> first().handoff().status().hasLastHandoff());
        HandoffRecord record = assertServesOn("reclaimed");
        assertThat(record.getPhasesList())
                .extracting(PhaseTime::getPhase)
                .containsExactly("GREETED", "GRANTED", "COMMITTED");
        assertHandsOverTo(3);
        assertThat(duties.entries()).containsExactly("v1 starts", "v1 stops", "next starts", "next stops");
    }

    @ParameterizedTest
    @EnumSource(
            names = {"OPENED", "YIELDED"},
            value = ScriptedSuccessor.Step.class)
    void itAcceptsAgainWhenTheSuccessorDiesOnProbation(ScriptedSuccessor.Step step) throws Exception {
        ScriptedSuccessor.at(control()).to(step).close();
        await().until(() -> first().handoff().status().hasLastHandoff());
        HandoffRecord record = assertServesOn("reclaimed");
        assertThat(record.getFrom()).isEqualTo(1);
        assertThat(record.getTo()).isEqualTo(2);
        assertThat(record.getReason()).isEqualTo("the successor died");
        assertHandsOverTo(3);
        // Whether they had stopped before the death was seen is a race; that they run again, and once, is not.
        assertThat(duties.entries()).startsWith("v1 starts").endsWith("v1 stops", "next starts", "next stops");
    }

    @Test
    void aDeathAroundTheConfirmationIsOneOrTheOther() throws Exception {
        ScriptedSuccessor.at(control()).to(ScriptedSuccessor.Step.CONFIRM).close();
        await().until(() -> first().handoff().status().hasLastHandoff());
        if (first().handoff().status().getLastHandoff().getOutcome().equals("reclaimed")) {
            assertServesOn("reclaimed");
            assertHandsOverTo(3);
        } else {
            assertThat(first().handoff().awaitRetired()).isEqualTo(Ending.HANDED_OVER);
        }
    }

    @Test
    void aSuccessorThatDiesInLineIsForgotten() throws Exception {
        try (ScriptedSuccessor inTurn = ScriptedSuccessor.at(control()).to(ScriptedSuccessor.Step.GRANT)) {
            ScriptedSuccessor.at(control()).to(ScriptedSuccessor.Step.REQUEST).close();
            inTurn.peer().hearNothing(Duration.ofMillis(200));
        }
        assertServesOn("aborted");
        assertHandsOverTo(2);
    }
}
