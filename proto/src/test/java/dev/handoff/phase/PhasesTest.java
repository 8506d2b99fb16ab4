package dev.handoff.phase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handoff.fd.Deadline;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PhasesTest {
    private static final Instant START = Instant.parse("2026-11-01T12:00:00Z");

    private final List<String> steps = new ArrayList<>();
    private Instant now = START;
    private final InstantSource clock = () -> now;

    private Phases<PredecessorPhase> predecessor() {
        return new Phases<>(PredecessorPhase.GREETED, clock, (from, to) -> steps.add(from + ">" + to));
    }

    @Test
    void goesOnlyWhereTheMachineLeads() {
        Phases<PredecessorPhase> phases = predecessor();
        assertThatThrownBy(() -> phases.advance(PredecessorPhase.COMMITTED))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("GREETED does not lead to COMMITTED");
        assertThat(phases.current()).isEqualTo(PredecessorPhase.GREETED);
        phases.advance(PredecessorPhase.GRANTED);
        phases.advance(PredecessorPhase.COMMITTED);
        phases.advance(PredecessorPhase.RECLAIMED);
        assertThatThrownBy(() -> phases.advance(PredecessorPhase.CONFIRMED)).isInstanceOf(IllegalStateException.class);
        assertThat(steps).containsExactly("GREETED>GRANTED", "GRANTED>COMMITTED", "COMMITTED>RECLAIMED");
    }

    @Test
    void doesNotReachThePresentPhaseAgain() {
        Phases<PredecessorPhase> phases = predecessor();
        assertThatThrownBy(() -> phases.advance(PredecessorPhase.GREETED)).isInstanceOf(IllegalStateException.class);
        assertThat(steps).isEmpty();
    }

    @Test
    void stepsOnlyFromWhereItIs() {
        Phases<PredecessorPhase> phases = predecessor();
        assertThat(phases.advanceIf(PredecessorPhase.GRANTED, PredecessorPhase.COMMITTED))
                .isFalse();
        assertThat(phases.advanceIf(PredecessorPhase.GREETED, PredecessorPhase.GRANTED))
                .isTrue();
        assertThat(phases.advanceIf(PredecessorPhase.GREETED, PredecessorPhase.ABORTED))
                .isFalse();
        assertThat(phases.isIn(PredecessorPhase.GRANTED)).isTrue();
        assertThat(steps).hasSize(1);
    }

    /** Of an end of file and a confirmation that race, one wins and is told so; the other is told that it has not. */
    @Test
    void lastStepIsTakenOnce() throws Exception {
        for (int round = 0; round < 200; round++) {
            Phases<PredecessorPhase> phases = predecessor();
            phases.advance(PredecessorPhase.GRANTED);
            phases.advance(PredecessorPhase.COMMITTED);
            CompletableFuture<Boolean> confirms = CompletableFuture.supplyAsync(
                    () -> phases.advanceIf(PredecessorPhase.COMMITTED, PredecessorPhase.CONFIRMED));
            boolean reclaims = phases.advanceIf(PredecessorPhase.COMMITTED, PredecessorPhase.RECLAIMED);
            assertThat(confirms.get(10, TimeUnit.SECONDS)).isNotEqualTo(reclaims);
        }
    }

    @Test
    void wakesWhoeverWaits() throws Exception {
        Phases<PredecessorPhase> phases = predecessor();
        CompletableFuture<Thread> waiter = new CompletableFuture<>();
        CompletableFuture<PredecessorPhase> waiting = CompletableFuture.supplyAsync(() -> {
            waiter.complete(Thread.currentThread());
            try {
                return phases.await(Phase::isLast, Deadline.never());
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        awaitParked(waiter.get(10, TimeUnit.SECONDS));
        phases.advance(PredecessorPhase.GRANTED);
        phases.advance(PredecessorPhase.ABORTED);
        assertThat(waiting.get(10, TimeUnit.SECONDS)).isEqualTo(PredecessorPhase.ABORTED);
    }

    private static void awaitParked(Thread thread) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (thread.getState() != Thread.State.TIMED_WAITING) {
            assertThat(System.nanoTime()).isLessThan(end);
            Thread.sleep(1);
        }
    }

    @Test
    void waitsNoLongerThanItsDeadline() throws InterruptedException {
        Phases<PredecessorPhase> phases = predecessor();
        long start = System.nanoTime();
        assertThat(phases.await(Phase::isLast, Deadline.in(Duration.ofMillis(50))))
                .isEqualTo(PredecessorPhase.GREETED);
        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .isBetween(Duration.ofMillis(50), Duration.ofSeconds(10));
    }

    @Test
    void tellsWhenEachPhaseBeganAndHowLongItTook() {
        Phases<PredecessorPhase> phases = predecessor();
        now = START.plusSeconds(7);
        phases.advance(PredecessorPhase.GRANTED);
        assertThat(phases.startedAt()).isEqualTo(START);
        assertThat(phases.since()).isEqualTo(START.plusSeconds(7));
        List<Phases.Took<PredecessorPhase>> timeline = phases.timeline();
        assertThat(timeline)
                .extracting(Phases.Took::phase)
                .containsExactly(PredecessorPhase.GREETED, PredecessorPhase.GRANTED);
        assertThat(timeline).allMatch(took -> !took.time().isNegative());
        assertThat(timeline.get(0).time())
                .as("by the monotonic clock, whatever the date says")
                .isLessThan(Duration.ofSeconds(7));
    }

    @Test
    void everyPhaseLeadsToAnEnd() {
        assertReachesEnd(EnumSet.allOf(PredecessorPhase.class));
        assertReachesEnd(EnumSet.allOf(SuccessorPhase.class));
        assertReachesEnd(EnumSet.allOf(ProcessPhase.class));
    }

    private static <P extends Enum<P> & Phase<P>> void assertReachesEnd(Set<P> all) {
        for (P phase : all) {
            Set<P> reached = EnumSet.of(phase);
            for (int i = 0; i < all.size(); i++) {
                for (P from : EnumSet.copyOf(reached)) {
                    reached.addAll(from.next());
                }
            }
            assertThat(reached).as("from %s", phase).anyMatch(Phase::isLast);
        }
    }

    /** docs/states.md, the table of what may follow what. */
    @Test
    void machinesAreTheWrittenOnes() {
        assertThat(PredecessorPhase.GRANTED.next())
                .containsExactlyInAnyOrder(PredecessorPhase.COMMITTED, PredecessorPhase.ABORTED);
        assertThat(PredecessorPhase.COMMITTED.next())
                .as("no abort after the commit")
                .containsExactlyInAnyOrder(PredecessorPhase.CONFIRMED, PredecessorPhase.RECLAIMED);
        assertThat(SuccessorPhase.STAGED.next())
                .as("straight to owner when the predecessor dies in mid-handoff")
                .contains(SuccessorPhase.OWNER);
        assertThat(SuccessorPhase.ON_PROBATION.next())
                .containsExactlyInAnyOrder(SuccessorPhase.OWNER, SuccessorPhase.RECLAIMED);
        assertThat(ProcessPhase.YIELDED.next()).contains(ProcessPhase.OWNER);
        assertThat(ProcessPhase.RETIRED.next()).as("it never accepts again").isEmpty();
    }
}
