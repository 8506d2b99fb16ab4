package dev.handoff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.handoff.wire.v1.Status;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Real processes are killed and stopped in mid-handoff. */
class DeathIT extends ProcessFixture {
    private static final String SILENCE = "silence=2000";

    private ServiceProcess onProbation(ServiceProcess first, String release) throws Exception {
        ServiceProcess successor = serving(release, PROBATION);
        awaitStatus(
                status -> status.getPid() == first.pid() && status.getPhase().equals("YIELDED"));
        await().atMost(LONG).until(() -> duties().owners().contains(successor.pid()));
        awaitAnswer(release);
        return successor;
    }

    @Test
    void thePredecessorAcceptsAgainWhenItsSuccessorIsKilledOnProbation() throws Exception {
        ServiceProcess first = serving("v1");
        ServiceProcess second = onProbation(first, "v2");
        second.signal("KILL");
        awaitAnswer("v1");
        awaitOwner(first);
        Status status = status().orElseThrow();
        assertThat(status.getLastHandoff().getOutcome()).isEqualTo("reclaimed");
        ServiceProcess third = serving("v3");
        awaitOwner(third);
        assertThat(status().orElseThrow().getGeneration()).isEqualTo(3);
        assertThat(first.await("GONE")).isEqualTo("HANDED_OVER");
        assertThat(first.awaitExit()).isZero();
        assertThat(duties().owners()).containsExactly(first.pid(), second.pid(), first.pid(), third.pid());
    }

    @Test
    void aSuccessorThatHangsOnProbationIsKilledAndItsDutiesComeBack() throws Exception {
        ServiceProcess first = serving("v1", SILENCE);
        ServiceProcess second = onProbation(first, "v2");
        second.signal("STOP");
        awaitAnswer("v1");
        assertThat(second.awaitExit()).isEqualTo(128 + 9);
        awaitOwner(first);
        assertThat(duties().owners()).containsExactly(first.pid(), second.pid(), first.pid());
    }

    @Test
    void nothingChangesWhenTheSuccessorIsKilledBeforeReady() throws Exception {
        ServiceProcess first = serving("v1");
        ServiceProcess second = warming("v2");
        second.signal("KILL");
        awaitStatus(status ->
                !status.hasSuccessor() && status.getLastHandoff().getOutcome().equals("aborted"));
        awaitAnswer("v1");
        ServiceProcess third = serving("v3");
        awaitOwner(third);
        assertThat(first.awaitExit()).isZero();
        // Its number was not used up: it never accepted.
        assertThat(status().orElseThrow().getGeneration()).isEqualTo(2);
        assertThat(duties().owners()).containsExactly(first.pid(), third.pid());
    }

    @Test
    void aSuccessorThatHangsBeforeReadyReadsThatItIsOverWhenItWakesUp() throws Exception {
        ServiceProcess first = serving("v1", SILENCE);
        ServiceProcess second = warming("v2");
        second.signal("STOP");
        awaitStatus(status ->
                !status.hasSuccessor() && status.getLastHandoff().getOutcome().equals("aborted"));
        second.signal("CONT");
        second.tell("warm");
        assertThat(second.await("FAILED")).contains("silent for 2000 ms");
        assertThat(second.awaitExit()).isEqualTo(75);
        awaitOwner(first);
        awaitAnswer("v1");
        assertThat(duties().owners()).containsExactly(first.pid());
    }

    @Test
    void theHeirServesWhenThePredecessorIsKilledBeforeReady() throws Exception {
        ServiceProcess first = serving("v1");
        ServiceProcess second = warming("v2");
        first.signal("KILL");
        awaitStatus(
                status -> status.getPid() == second.pid() && status.getPhase().equals("STAGED"));
        second.tell("warm");
        // Not refused: it waits for the heir to be ready.
        awaitAnswer("v2");
        awaitOwner(second);
        assertThat(status().orElseThrow().getLastHandoff().getOutcome()).isEqualTo("predecessor-died");
        assertThat(duties().owners()).containsExactly(first.pid(), second.pid());
    }

    @Test
    void theSuccessorOwnsWhenThePredecessorIsKilledOnProbation() throws Exception {
        ServiceProcess first = serving("v1");
        ServiceProcess second = onProbation(first, "v2");
        first.signal("KILL");
        awaitOwner(second);
        awaitAnswer("v2");
        assertThat(duties().owners()).containsExactly(first.pid(), second.pid());
    }

    @Test
    void aPredecessorThatHangsBeforeReadyIsTakenOverFromAndStepsBackWhenItWakesUp() throws Exception {
        ServiceProcess first = serving("v1", SILENCE);
        ServiceProcess second = hungBeforeReady(first);
        // Its duties may still run there: nobody starts them a second time.
        assertThat(status().orElseThrow().getDutiesOwned()).isFalse();
        assertThat(status().orElseThrow().getLastHandoff().getOutcome()).isEqualTo("predecessor-silent");
        first.signal("CONT");
        assertThat(first.await("GONE")).isEqualTo("HANDED_OVER");
        assertThat(first.awaitExit()).isZero();
        awaitOwner(second);
        assertThat(duties().owners()).containsExactly(first.pid(), second.pid());
    }

    @Test
    void theDutiesOfAHungPredecessorAreFreeOnceItIsKilled() throws Exception {
        ServiceProcess first = serving("v1", SILENCE);
        ServiceProcess second = hungBeforeReady(first);
        assertThat(duties().owners()).containsExactly(first.pid());
        first.signal("KILL");
        awaitOwner(second);
        assertThat(duties().owners()).containsExactly(first.pid(), second.pid());
    }

    @Test
    void aPredecessorThatHangsOnProbationStepsBackWhenItWakesUp() throws Exception {
        ServiceProcess first = serving("v1", SILENCE);
        ServiceProcess second = onProbation(first, "v2");
        first.signal("STOP");
        awaitOwner(second);
        awaitAnswer("v2");
        first.signal("CONT");
        assertThat(first.await("GONE")).isEqualTo("HANDED_OVER");
        assertThat(first.awaitExit()).isZero();
        awaitOwner(second);
        awaitAnswer("v2");
        assertThat(duties().owners()).containsExactly(first.pid(), second.pid());
    }

    @Test
    void aPredecessorThatWakesUpTwoHandoffsLaterStepsBack() throws Exception {
        ServiceProcess first = serving("v1", SILENCE);
        ServiceProcess second = onProbation(first, "v2");
        first.signal("STOP");
        awaitOwner(second);
        ServiceProcess third = serving("v3");
        awaitOwner(third);
        assertThat(second.awaitExit()).isZero();
        first.signal("CONT");
        assertThat(first.await("GONE")).isEqualTo("HANDED_OVER");
        awaitOwner(third);
        assertThat(duties().owners()).containsExactly(first.pid(), second.pid(), third.pid());
    }

    private ServiceProcess hungBeforeReady(ServiceProcess first) throws Exception {
        ServiceProcess second = warming("v2", PROBATION);
        first.signal("STOP");
        second.tell("warm");
        second.await("READY");
        awaitAnswer("v2");
        awaitStatus(
                status -> status.getPid() == second.pid() && status.getPhase().equals("OWNER"));
        return second;
    }

    @Test
    void whoStandsInLineGetsItsTurnWhenTheOneOnProbationIsKilled() throws Exception {
        ServiceProcess first = serving("v1");
        ServiceProcess second = onProbation(first, "v2");
        ServiceProcess third = start("v3");
        second.signal("KILL");
        third.await("READY");
        awaitOwner(third);
        assertThat(status().orElseThrow().getGeneration()).isEqualTo(3);
        assertThat(first.await("GONE")).isEqualTo("HANDED_OVER");
    }

    @Test
    void whoStandsInLineAtAPredecessorThatIsKilledAsksItsHeir() throws Exception {
        ServiceProcess first = serving("v1");
        ServiceProcess second = onProbation(first, "v2");
        ServiceProcess third = start("v3");
        first.signal("KILL");
        third.await("READY");
        awaitOwner(third);
        assertThat(status().orElseThrow().getGeneration()).isEqualTo(3);
        assertThat(second.await("GONE")).isEqualTo("HANDED_OVER");
    }

    @Test
    void theNextToStartTakesAStalePathOver() throws Exception {
        ServiceProcess first = serving("v1");
        first.signal("KILL");
        first.awaitExit();
        assertThat(Files.exists(control())).isTrue();
        ServiceProcess second = serving("v2");
        awaitOwner(second);
        assertThat(status().orElseThrow().getGeneration()).isEqualTo(1);
        awaitAnswer("v2");
        second.signal("TERM");
        assertThat(second.awaitExit()).isZero();
        try (var left = Files.list(control().getParent())) {
            assertThat(left.map(path -> path.getFileName().toString()).toList())
                    .isEqualTo(List.of("control.sock.lock"));
        }
    }
}
