package dev.handoff.agent.core;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** A warm-up ends when another round would change nothing. */
class WarmthTest {
    private static final int ROUND = 1_000;

    private final Warmth warmth = new Warmth();

    private boolean isSettledAfter(int rounds, long slowest, double compiling) {
        for (int i = 0; i < rounds; i++) {
            warmth.note(ROUND, slowest, compiling);
        }
        return warmth.isSettled();
    }

    @Test
    void goesOnWhileTheSlowestAnswersBecomeFaster() {
        for (long slowest = 100_000; slowest > 1_000; slowest = slowest * 3 / 4) {
            assertThat(isSettledAfter(1, slowest, 0)).isFalse();
        }
        assertThat(isSettledAfter(3, 1_000, 0)).isTrue();
    }

    @Test
    void goesOnWhileTheCompilersWork() {
        assertThat(isSettledAfter(20, 1_000, 0.9)).isFalse();
        assertThat(isSettledAfter(2, 1_000, 0)).isFalse();
        assertThat(isSettledAfter(1, 1_000, 0.5)).isFalse();
        assertThat(isSettledAfter(3, 1_000, 0)).isTrue();
    }

    @Test
    void asksForSomeThousandsWhateverTheyTake() {
        for (int i = 0; i < 19; i++) {
            warmth.note(100, 1_000, 0);
        }
        assertThat(warmth.isSettled()).isFalse();
        warmth.note(100, 1_000, 0);
        assertThat(warmth.isSettled()).isTrue();
    }
}
