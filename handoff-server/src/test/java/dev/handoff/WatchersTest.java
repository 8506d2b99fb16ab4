package dev.handoff;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.client.HandoffClient;
import dev.handoff.client.Identity;
import dev.handoff.fd.Deadline;
import dev.handoff.fd.ErrnoException;
import dev.handoff.fd.TimeoutException;
import dev.handoff.testing.Lines;
import dev.handoff.testing.ScriptedPeer;
import dev.handoff.wire.v1.Envelope;
import dev.handoff.wire.v1.Envelope.MessageCase;
import dev.handoff.wire.v1.Status;
import java.io.EOFException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Those who watch are answered at once, and disturb nobody. */
class WatchersTest extends PredecessorFixture {
    private static final int MANY = 100;
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private HandoffClient watcher() throws IOException {
        return HandoffClient.connect(control(), Identity.of(""), PATIENCE);
    }

    private static Envelope.Builder inspect() {
        Envelope.Builder inspect = Envelope.newBuilder();
        inspect.getInspectBuilder().setHistory(true);
        return inspect;
    }

    @Test
    void aStatusIsAnsweredInEachPhaseOfAHandoff() throws Exception {
        try (HandoffClient client = watcher();
                ScriptedSuccessor successor = ScriptedSuccessor.at(control()).probation(Duration.ofMinutes(1))) {
            for (ScriptedSuccessor.Step step : ScriptedSuccessor.Step.values()) {
                if (step == ScriptedSuccessor.Step.CONFIRM) {
                    break;
                }
                successor.take(step);
                long begun = System.nanoTime();
                Status status = client.status();
                assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(5));
                if (step.isGranted() && step != ScriptedSuccessor.Step.REQUEST) {
                    assertThat(status.getSuccessor().getRelease()).isEqualTo("scripted");
                    assertThat(status.getSuccessor().getGeneration()).isEqualTo(2);
                    assertThat(status.getSuccessor().getPhasesList()).isNotEmpty();
                }
            }
        }
        assertServesOn("reclaimed");
    }

    @Test
    void newsIsWaitedForAndTold() throws Exception {
        try (HandoffClient client = watcher()) {
            Status now = client.status();
            long begun = System.nanoTime();
            Status same = client.awaitNews(now.getChange(), Duration.ofMillis(300));
            assertThat(same.getChange()).isEqualTo(now.getChange());
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThanOrEqualTo(Duration.ofMillis(300));
            first().handoff().task("download").at(1, 2, "");
            Status news = client.awaitNews(now.getChange(), Duration.ofSeconds(10));
            assertThat(news.getProgress(0).getName()).isEqualTo("download");
        }
    }

    @Test
    void aHundredWatchersSeeAHandoffThatTheyDoNotHoldUp() throws Exception {
        ExecutorService many = Executors.newFixedThreadPool(MANY);
        try {
            List<Future<Boolean>> watching = new ArrayList<>();
            for (int i = 0; i < MANY; i++) {
                HandoffClient client = watcher();
                watching.add(many.submit(() -> sees(client)));
            }
            assertHandsOverTo(2);
            for (Future<Boolean> each : watching) {
                assertThat(each.get(30, TimeUnit.SECONDS)).isTrue();
            }
        } finally {
            many.shutdownNow();
            assertThat(many.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    // To the end of the process that hands over, on one connection to it. One that comes late sees the outcome alone.
    private static boolean sees(HandoffClient client) throws IOException {
        boolean seen = false;
        try (client) {
            long change = 0;
            while (true) {
                Status status = client.awaitNews(change, Duration.ofSeconds(5));
                change = status.getChange();
                seen |= status.hasSuccessor()
                        || status.getLastHandoff().getOutcome().equals("confirmed");
            }
        } catch (EOFException | ErrnoException ended) {
            return seen;
        }
    }

    @Test
    void aReaderThatStopsReadingIsDroppedAndTheOwnerIsUnharmed() throws Exception {
        for (int i = 0; i < 40; i++) {
            first().handoff().task("a task with a long name " + i).at(i, 40, "x".repeat(200));
        }
        try (ScriptedPeer deaf = ScriptedPeer.connect(control())) {
            deaf.say(Lines.hello("deaf"));
            deaf.hear(MessageCase.WELCOME);
            assertThat(isHungUpOn(deaf)).isTrue();
        }
        assertThat(first().answers()).isTrue();
        assertHandsOverTo(2);
    }

    // Asks and asks, and reads none of the answers.
    private static boolean isHungUpOn(ScriptedPeer deaf) throws IOException {
        Deadline deadline = Deadline.in(PATIENCE);
        while (!deadline.isPast()) {
            try {
                deaf.channel().send(inspect(), Deadline.in(Duration.ofSeconds(10)));
            } catch (ErrnoException hungUp) {
                return true;
            } catch (TimeoutException full) {
                return false;
            }
        }
        return false;
    }
}
