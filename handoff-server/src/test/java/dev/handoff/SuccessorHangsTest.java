package dev.handoff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.handoff.ScriptedSuccessor.Step;
import dev.handoff.phase.ProcessPhase;
import dev.handoff.testing.Lines;
import dev.handoff.wire.v1.Envelope;
import dev.handoff.wire.v1.Envelope.MessageCase;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The successor stays connected and says nothing, or says that it lives and never the word that is waited for. */
class SuccessorHangsTest extends PredecessorFixture {
    private static final Duration SILENCE = Duration.ofMillis(700);
    /** A busy machine may be late, but not this late: the limit must not be some other, longer one. */
    private static final Duration SOON = Duration.ofSeconds(5);

    @Override
    HandoffBuilder firstTerms() {
        return release("v1").heartbeat(Duration.ofMillis(50), SILENCE).overdue(Duration.ofMillis(300));
    }

    @ParameterizedTest
    @EnumSource(
            names = {"GRANT", "READY", "COMMIT", "OPENED", "YIELDED"},
            value = Step.class)
    void silenceUndoesTheHandoffWithinTheLimit(Step step) throws Exception {
        try (ScriptedSuccessor successor = ScriptedSuccessor.at(control()).to(step)) {
            successor.peer().fallSilent();
            long from = System.nanoTime();
            Envelope verdict = successor.verdict(step);
            assertThat(Duration.ofNanos(System.nanoTime() - from)).isLessThan(SOON);
            assertThat(reason(verdict)).isEqualTo("the successor was silent for 700 ms");
            await().until(() -> first().handoff().phase() == ProcessPhase.OWNER);
            assertThat(first().answers()).isTrue();
        }
        assertServesOn(step.isCommitted() ? "reclaimed" : "aborted");
        assertHandsOverTo(step.isCommitted() ? 3 : 2);
    }

    private static String reason(Envelope verdict) {
        return verdict.hasReclaimed()
                ? verdict.getReclaimed().getReason()
                : verdict.getAbort().getReason();
    }

    @Test
    void itWaitsForDutiesThatMayStillRunAndNotForTraffic() throws Exception {
        try (ScriptedSuccessor successor = ScriptedSuccessor.at(control()).to(Step.YIELDED)) {
            successor.peer().hear(MessageCase.RELEASED);
            successor.peer().fallSilent();
            successor.peer().hear(MessageCase.RECLAIMED);
            assertThat(first().answers()).isTrue();
            // It could not be killed, being this very process: its duties may run, so ours must not.
            assertThat(duties.running()).isEmpty();
            assertThat(first().handoff().status().getDutiesOwned()).isFalse();
            successor.peer().say(Lines.released(true));
            await().until(() -> duties.running().equals(List.of("v1")));
        }
        assertHandsOverTo(3);
    }

    @Test
    void dutiesThatDidNotStopCleanlyComeBackOnlyWithTheEndOfTheProcess() throws Exception {
        try (ScriptedSuccessor successor = ScriptedSuccessor.at(control()).to(Step.YIELDED)) {
            successor.peer().hear(MessageCase.RELEASED);
            successor.peer().say(Lines.failed("on purpose"));
            successor.peer().hear(MessageCase.RECLAIMED);
            successor.peer().say(Lines.released(false));
            successor.peer().hearNothing(Duration.ofMillis(300));
            assertThat(first().answers()).isTrue();
            assertThat(duties.running()).isEmpty();
            assertThat(first().handoff().status().getDutiesOwned()).isFalse();
        }
        assertServesOn("reclaimed");
    }

    @Test
    void aSuccessorThatIsNeverReadyIsGivenUp() throws Exception {
        try (ScriptedSuccessor successor = ScriptedSuccessor.at(control())
                .readyWithin(Duration.ofMillis(300))
                .to(Step.GRANT)) {
            assertThat(successor.grant().getReadyWithinMillis()).isEqualTo(300);
            assertThat(successor.peer().hear(MessageCase.ABORT).getAbort().getReason())
                    .isEqualTo("the successor was not READY in time");
            successor.peer().hearEnd();
        }
        assertServesOn("aborted");
        assertHandsOverTo(2);
    }

    @Test
    void aSuccessorThatNeverConfirmsIsReclaimedFrom() throws Exception {
        try (ScriptedSuccessor successor = ScriptedSuccessor.at(control())
                .probation(Duration.ofMillis(100))
                .to(Step.YIELDED)) {
            assertThat(successor
                            .peer()
                            .hearUntil(MessageCase.RECLAIMED)
                            .getReclaimed()
                            .getReason())
                    .isEqualTo("the successor did not confirm in time");
            assertThat(first().answers()).isTrue();
        }
        assertServesOn("reclaimed");
        assertHandsOverTo(3);
    }

    @Test
    void aSuccessorWhoseHeartGoesOnMayTakeItsTime() throws Exception {
        try (ScriptedSuccessor successor =
                ScriptedSuccessor.at(control()).probation(Duration.ofMinutes(1)).to(Step.GRANT)) {
            successor.peer().hearNothing(SILENCE.multipliedBy(2));
            successor.peer().say(Lines.ready(Duration.ofMinutes(1)));
            successor.peer().hear(MessageCase.COMMIT);
            successor.peer().say(Lines.opened());
            successor.peer().hear(MessageCase.YIELDED);
            successor.peer().hear(MessageCase.RELEASED);
            successor.peer().hearNothing(SILENCE.multipliedBy(2));
            assertThat(first().handoff().phase()).isEqualTo(ProcessPhase.YIELDED);
        }
        assertServesOn("reclaimed");
    }
}
