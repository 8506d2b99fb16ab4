package dev.handoff;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** SIGTERM and SIGINT, in each phase of a process. */
class SignalsIT extends ProcessFixture {

    private static void assertGone(ServiceProcess process, String ending) throws InterruptedException {
        assertThat(process.await("GONE")).isEqualTo(ending);
        assertThat(process.awaitExit()).isZero();
    }

    private static void assertStays(ServiceProcess process) throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep(300);
        assertThat(process.isAlive()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"TERM", "INT"})
    void aSignalDrainsAndExitsWith0(String signal) throws Exception {
        ServiceProcess only = serving("v1", "drain=60000");
        only.tell("work 1");
        only.await("DONE work");
        only.signal(signal);
        assertStays(only);
        only.tell("work 0");
        only.await("DRAINED");
        assertGone(only, "TERMINATED");
        assertThat(status()).isEmpty();
    }

    @Test
    void aSecondSignalEndsTheDrainAtOnce() throws Exception {
        ServiceProcess only = serving("v1", "drain=600000");
        only.tell("work 1");
        only.await("DONE work");
        only.signal("TERM");
        assertStays(only);
        only.signal("TERM");
        only.await("DRAINED");
        assertGone(only, "TERMINATED");
    }

    @Test
    void aSignalledOwnerLetsItsSuccessorGetReady() throws Exception {
        ServiceProcess first = serving("v1", "drain=60000");
        ServiceProcess second = warming("v2");
        first.signal("TERM");
        awaitAnswer("v1");
        second.tell("warm");
        second.await("READY");
        awaitAnswer("v2");
        assertGone(first, "HANDED_OVER");
        awaitOwner(second);
    }

    @Test
    void aSuccessorThatOutlastsTheDrainIsTheHeirAndIsNotKilled() throws Exception {
        ServiceProcess first = serving("v1", "drain=300");
        ServiceProcess second = warming("v2");
        first.signal("TERM");
        assertGone(first, "TERMINATED");
        awaitStatus(
                status -> status.getPid() == second.pid() && status.getPhase().equals("STAGED"));
        second.tell("warm");
        awaitAnswer("v2");
        awaitOwner(second);
    }

    @Test
    void aSecondSignalDoesNotWaitForTheSuccessorEither() throws Exception {
        ServiceProcess first = serving("v1", "drain=600000");
        ServiceProcess second = warming("v2");
        first.signal("TERM");
        assertStays(first);
        first.signal("TERM");
        assertGone(first, "TERMINATED");
        second.tell("warm");
        awaitOwner(second);
        awaitAnswer("v2");
    }

    @Test
    void aSignalledPredecessorWaitsForTheEndOfTheProbation() throws Exception {
        ServiceProcess first = serving("v1", "drain=60000");
        ServiceProcess second = serving("v2", PROBATION);
        awaitStatus(status -> status.getPhase().equals("YIELDED"));
        first.signal("TERM");
        assertStays(first);
        second.tell("confirm");
        assertGone(first, "HANDED_OVER");
        awaitOwner(second);
        awaitAnswer("v2");
    }

    @Test
    void aSignalledPredecessorWhoseSuccessorOutlastsTheDrainLeavesItTheOwner() throws Exception {
        ServiceProcess first = serving("v1", "drain=300");
        ServiceProcess second = serving("v2", PROBATION);
        awaitStatus(status -> status.getPhase().equals("YIELDED"));
        first.signal("TERM");
        assertGone(first, "TERMINATED");
        awaitOwner(second);
        awaitAnswer("v2");
    }

    @Test
    void aSignalOnProbationGivesTheListenersBack() throws Exception {
        ServiceProcess first = serving("v1");
        ServiceProcess second = serving("v2", PROBATION);
        awaitStatus(status -> status.getPhase().equals("YIELDED"));
        second.signal("TERM");
        assertGone(second, "RECLAIMED");
        awaitAnswer("v1");
        awaitOwner(first);
        assertThat(status().orElseThrow().getLastHandoff().getReason()).contains("terminated");
    }

    @Test
    void aSignalDuringTheWarmUpChangesNothing() throws Exception {
        ServiceProcess first = serving("v1");
        ServiceProcess second = warming("v2");
        second.signal("TERM");
        awaitStatus(status -> !status.hasSuccessor());
        awaitAnswer("v1");
        // Its warm-up is the application's own: it is let finish.
        second.tell("warm");
        assertGone(second, "TERMINATED");
        awaitOwner(first);
        assertThat(status().orElseThrow().getLastHandoff().getOutcome()).isEqualTo("aborted");
    }
}
