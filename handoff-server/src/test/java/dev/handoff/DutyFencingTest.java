package dev.handoff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.handoff.ScriptedSuccessor.Step;
import dev.handoff.phase.ProcessPhase;
import dev.handoff.testing.Lines;
import dev.handoff.wire.v1.Envelope.MessageCase;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Duties that take longer to stop than anything else takes: one owner, and in the end one there is. */
class DutyFencingTest extends PredecessorFixture {
    private static final Duration SLOW = Duration.ofSeconds(2);
    private static final Duration LONG = Duration.ofSeconds(30);

    private void awaitOnly(String who) {
        await().atMost(LONG).until(() -> duties.running().equals(List.of(who)));
        assertThat(duties.violations()).isEmpty();
    }

    @Test
    void theSuccessorWaitsForDutiesThatOutlastTheProbation() throws Exception {
        duties.slowToStop("v1", SLOW);
        try (LabelService second = LabelService.ready(release("v2"), duties)) {
            await().atMost(LONG).until(() -> second.handoff().phase() == ProcessPhase.OWNER);
            second.awaitAnswer();
            assertThat(duties.running()).containsExactly("v1");
            awaitOnly("v2");
            assertThat(first().handoff().awaitRetired()).isEqualTo(Ending.HANDED_OVER);
        }
        assertThat(duties.entries()).containsExactly("v1 starts", "v1 stops", "v2 starts", "v2 stops");
    }

    @Test
    void thePredecessorWaitsForTheDutiesOfASuccessorThatFailed() throws Exception {
        duties.slowToStop("v2", SLOW);
        try (LabelService second = LabelService.ready(release("v2").probation(LONG), duties)) {
            awaitOnly("v2");
            second.handoff().fail("on purpose");
            first().awaitAnswer();
            assertThat(duties.running()).containsExactly("v2");
            assertThat(second.handoff().awaitRetired()).isEqualTo(Ending.RECLAIMED);
            awaitOnly("v1");
        }
        assertThat(duties.entries()).containsExactly("v1 starts", "v1 stops", "v2 starts", "v2 stops", "v1 starts");
    }

    @Test
    void dutiesPassThroughAGenerationThatNeverGotToRunThem() throws Exception {
        duties.slowToStop("v1", SLOW);
        try (LabelService second = LabelService.ready(release("v2"), duties)) {
            await().atMost(LONG).until(() -> second.handoff().phase() == ProcessPhase.OWNER);
            try (LabelService third = LabelService.ready(release("v3"), duties)) {
                third.awaitAnswer();
                assertThat(duties.running()).containsExactly("v1");
                awaitOnly("v3");
            }
        }
        assertThat(duties.entries()).containsExactly("v1 starts", "v1 stops", "v3 starts", "v3 stops");
    }

    @Test
    void dutiesReachTheNextReleaseThoughTheFailedOneIsSlowToStopThem() throws Exception {
        duties.slowToStop("v2", SLOW);
        try (LabelService second = LabelService.ready(release("v2").probation(LONG), duties)) {
            awaitOnly("v2");
            second.handoff().fail("on purpose");
            try (LabelService third = LabelService.ready(release("v3"), duties)) {
                third.awaitAnswer();
                awaitOnly("v3");
                assertThat(first().handoff().awaitRetired()).isEqualTo(Ending.HANDED_OVER);
            }
        }
        assertThat(duties.entries())
                .containsExactly("v1 starts", "v1 stops", "v2 starts", "v2 stops", "v3 starts", "v3 stops");
    }

    @Test
    void aSecondFailureDoesNotFreeTheDutiesOfTheFirst() throws Exception {
        try (ScriptedSuccessor unsaid = ScriptedSuccessor.at(control()).to(Step.YIELDED)) {
            unsaid.peer().hear(MessageCase.RELEASED);
            unsaid.peer().say(Lines.failed("on purpose"));
            unsaid.peer().hear(MessageCase.RECLAIMED);
            ScriptedSuccessor.at(control()).to(Step.YIELDED).close();
            await().atMost(LONG).until(() -> first().handoff().phase() == ProcessPhase.OWNER);
            assertThat(first().answers()).isTrue();
            // The one that is dead is certain. The one that lives has not said that it stopped.
            Thread.sleep(300);
            assertThat(duties.running()).isEmpty();
            unsaid.peer().say(Lines.released(true));
            awaitOnly("v1");
        }
    }
}
