package dev.handoff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.handoff.phase.ProcessPhase;
import dev.handoff.testing.ScriptedPeer;
import dev.handoff.wire.v1.Draining;
import dev.handoff.wire.v1.Envelope.MessageCase;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Generations that have handed over and are not finished. */
class DrainTest extends PredecessorFixture {
    private static final Duration LONG = Duration.ofSeconds(20);
    private final AtomicLong inFlight = new AtomicLong(1);

    @Override
    HandoffBuilder firstTerms() {
        return draining("v1");
    }

    private HandoffBuilder draining(String label) {
        return release(label).drainDeadline(Duration.ofMinutes(10));
    }

    private LabelService next(HandoffBuilder terms) throws Exception {
        LabelService service = LabelService.ready(terms, duties);
        await().atMost(LONG).until(() -> service.handoff().phase() == ProcessPhase.OWNER);
        return service;
    }

    private static List<Long> generations(LabelService owner) {
        return owner.handoff().status().getDrainingList().stream()
                .map(Draining::getGeneration)
                .toList();
    }

    @Test
    void theOwnerShowsWhatEachGenerationBeforeItStillHasToDo() throws Exception {
        first().handoff().measure(inFlight::get, () -> 3);
        try (LabelService second = next(draining("v2"))) {
            await().atMost(LONG).until(() -> generations(second).equals(List.of(1L)));
            Draining report = second.handoff().status().getDraining(0);
            assertThat(report.getRelease()).isEqualTo("v1");
            assertThat(report.getInFlight()).isEqualTo(1);
            assertThat(report.getConnections()).isEqualTo(3);
            assertThat(report.getPid()).isEqualTo(ProcessHandle.current().pid());
            assertThat(report.getDeadlineMillis())
                    .isGreaterThan(
                            System.currentTimeMillis() + Duration.ofMinutes(5).toMillis());
            inFlight.set(7);
            await().atMost(LONG)
                    .until(() -> second.handoff().status().getDraining(0).getInFlight() == 7);
            first().handoff().measure(() -> 0, () -> 0);
            assertThat(first().handoff().awaitRetired()).isEqualTo(Ending.HANDED_OVER);
            await().atMost(LONG).until(() -> generations(second).isEmpty());
        }
    }

    @Test
    void reportsFollowTheOwnershipFromGenerationToGeneration() throws Exception {
        first().handoff().measure(inFlight::get, () -> 0);
        try (LabelService second = next(draining("v2"))) {
            second.handoff().measure(inFlight::get, () -> 0);
            await().atMost(LONG).until(() -> generations(second).equals(List.of(1L)));
            try (LabelService third = next(draining("v3"))) {
                await().atMost(LONG).until(() -> generations(third).equals(List.of(1L, 2L)));
                assertThat(second.handoff().phase()).isEqualTo(ProcessPhase.RETIRED);
                inFlight.set(0);
                assertThat(first().handoff().awaitRetired()).isEqualTo(Ending.HANDED_OVER);
                assertThat(second.handoff().awaitRetired()).isEqualTo(Ending.HANDED_OVER);
                await().atMost(LONG).until(() -> generations(third).isEmpty());
            }
        }
    }

    @Test
    void theOldestIsToldToEndWhenTooManyDrain() throws Exception {
        first().handoff().measure(inFlight::get, () -> 0);
        try (LabelService second = next(draining("v2").mostDraining(1))) {
            second.handoff().measure(inFlight::get, () -> 0);
            await().atMost(LONG).until(() -> generations(second).equals(List.of(1L)));
            try (LabelService third = next(draining("v3").mostDraining(1))) {
                assertThat(first().handoff().awaitRetired()).isEqualTo(Ending.HANDED_OVER);
                await().atMost(LONG).until(() -> generations(third).equals(List.of(2L)));
                assertThat(second.handoff().phase()).isEqualTo(ProcessPhase.RETIRED);
                inFlight.set(0);
                assertThat(second.handoff().awaitRetired()).isEqualTo(Ending.HANDED_OVER);
            }
        }
    }

    @Test
    void theDeadlineEndsADrainThatDoesNotEnd() throws Exception {
        try (LabelService second = next(release("v2").drainDeadline(Duration.ofMillis(700)))) {
            CountDownLatch drained = new CountDownLatch(1);
            second.handoff().measure(inFlight::get, () -> 0);
            second.handoff().onDrain(drained::countDown);
            try (LabelService third = next(draining("v3"))) {
                long from = System.nanoTime();
                assertThat(second.handoff().awaitRetired()).isEqualTo(Ending.HANDED_OVER);
                assertThat(Duration.ofNanos(System.nanoTime() - from)).isLessThan(LONG);
                assertThat(drained.getCount()).isZero();
                assertThat(third.answers()).isTrue();
            }
        }
    }

    @Test
    void withoutADeadlineADrainLastsUntilNothingIsLeft() throws Exception {
        try (LabelService second = next(release("v2").drainWithoutDeadline())) {
            CountDownLatch drained = new CountDownLatch(1);
            second.handoff().measure(() -> 0, inFlight::get);
            second.handoff().onDrain(drained::countDown);
            try (LabelService third = next(draining("v3"))) {
                await().atMost(LONG).until(() -> generations(third).equals(List.of(2L)));
                assertThat(third.handoff().status().getDraining(0).getDeadlineMillis())
                        .isZero();
                assertThat(drained.await(1, TimeUnit.SECONDS)).isFalse();
                inFlight.set(0);
                assertThat(second.handoff().awaitRetired()).isEqualTo(Ending.HANDED_OVER);
                assertThat(drained.getCount()).isZero();
            }
        }
    }

    @Test
    void aDrainerThatSaysSomethingElseIsCutOff() throws Exception {
        try (ScriptedPeer drainer = ScriptedPeer.connect(control())) {
            drainer.say(dev.handoff.testing.Lines.hello("old"));
            drainer.hear(MessageCase.WELCOME);
            drainer.say(dev.handoff.testing.Lines.draining(9));
            await().atMost(LONG).until(() -> generations(first()).equals(List.of(9L)));
            drainer.say(dev.handoff.testing.Lines.ready(LONG));
            drainer.hear(MessageCase.REFUSED);
            drainer.hearEnd();
        }
        await().atMost(LONG).until(() -> generations(first()).isEmpty());
        first().handoff().measure(() -> 0, () -> 0);
    }
}
