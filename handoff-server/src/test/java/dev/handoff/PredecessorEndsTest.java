package dev.handoff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.handoff.phase.ProcessPhase;
import dev.handoff.testing.Lines;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** The predecessor is ended from outside, and its drain is over before the exchange is. */
class PredecessorEndsTest extends PredecessorFixture {
    @Override
    HandoffBuilder firstTerms() {
        return super.firstTerms().drainDeadline(Duration.ofMillis(300));
    }

    @Test
    void takesNothingBackOnceItAcceptsNoMore() throws Exception {
        CountDownLatch mayStop = new CountDownLatch(1);
        first().handoff().whileOwner(() -> {}, mayStop::await);
        Thread ending = new Thread(first().handoff()::close, "test-ending");
        try (ScriptedSuccessor successor = ScriptedSuccessor.at(control()).to(ScriptedSuccessor.Step.COMMIT)) {
            ending.start();
            await().atMost(Duration.ofSeconds(20)).until(() -> first().handoff().phase() == ProcessPhase.RETIRED);
            successor.peer().say(Lines.opened());
            // Told Reclaimed it would close its gate, and nobody would accept.
            successor.peer().hearEnd();
        } finally {
            mayStop.countDown();
            ending.join(Duration.ofSeconds(20).toMillis());
        }
        assertThat(ending.isAlive()).isFalse();
    }
}
