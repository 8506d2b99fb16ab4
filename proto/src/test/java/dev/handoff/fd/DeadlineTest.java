package dev.handoff.fd;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class DeadlineTest {
    @Test
    void isPastWhenItsTimeIsUp() {
        assertThat(Deadline.in(Duration.ZERO).isPast()).isTrue();
        assertThat(Deadline.in(Duration.ofSeconds(-5)).isPast()).isTrue();
        assertThat(Deadline.in(Duration.ofHours(1)).isPast()).isFalse();
        assertThat(Deadline.never().isPast()).isFalse();
    }

    @Test
    void saysWhatIsLeft() {
        assertThat(Deadline.in(Duration.ZERO).remainingNanos()).isZero();
        assertThat(Deadline.in(Duration.ofHours(1)).remainingNanos())
                .isBetween(Duration.ofMinutes(59).toNanos(), Duration.ofHours(1).toNanos());
        assertThat(Deadline.never().remainingNanos()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void neverTellsPollZeroBeforeItIsPast() {
        assertThat(Deadline.in(Duration.ZERO).pollMillis()).isZero();
        assertThat(Deadline.in(Duration.ofHours(1)).pollMillis()).isPositive();
        assertThat(Deadline.in(Duration.ofDays(10_000)).pollMillis()).isEqualTo(Integer.MAX_VALUE);
        assertThat(Deadline.never().pollMillis()).isNegative();
        for (int i = 0; i < 1_000; i++) {
            Deadline deadline = Deadline.in(Duration.ofNanos(400_000));
            int millis = deadline.pollMillis();
            assertThat(millis > 0 || deadline.isPast()).isTrue();
        }
    }

    @Test
    void isNeverWhenItIsTooFarToCount() {
        assertThat(Deadline.in(Duration.ofSeconds(Long.MAX_VALUE))).isSameAs(Deadline.never());
        assertThat(Deadline.in(Duration.ofNanos(Long.MAX_VALUE))).isSameAs(Deadline.never());
    }

    @Test
    void isTheNearerOfTwo() {
        Deadline near = Deadline.in(Duration.ofSeconds(1));
        Deadline far = Deadline.in(Duration.ofSeconds(2));
        assertThat(near.or(far)).isSameAs(near);
        assertThat(far.or(near)).isSameAs(near);
        assertThat(far.or(Deadline.never())).isSameAs(far);
        assertThat(Deadline.never().or(far)).isSameAs(far);
    }
}
