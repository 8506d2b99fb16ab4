package dev.handoff.demo.takeover;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.demo.load.Failure;
import dev.handoff.demo.load.FailureKind;
import dev.handoff.demo.load.Served;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CrashedTest {
    private static final Instant READY = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant GONE = READY.plusSeconds(2);
    private static final Instant DURING = READY.plusSeconds(1);
    private final Crashed crashed = new Crashed(7, READY, GONE);

    @Test
    void hadAcceptedWhatOnlyItsDeathCanHaveEnded() {
        assertThat(crashed.hadAccepted(failure(FailureKind.EOF, DURING, GONE, 7L)))
                .isTrue();
        assertThat(crashed.hadAccepted(failure(FailureKind.RESET, DURING, GONE.minusMillis(100), null)))
                .isTrue();
    }

    @Test
    void excusesNothingThatItsDeathDoesNotCause() {
        for (FailureKind kind : FailureKind.values()) {
            boolean ends = kind == FailureKind.EOF || kind == FailureKind.RESET;
            assertThat(crashed.hadAccepted(failure(kind, DURING, GONE, 7L)))
                    .as("%s", kind)
                    .isEqualTo(ends);
        }
    }

    @Test
    void excusesNothingOnAConnectionOfAnotherTimeOrProcess() {
        assertThat(crashed.hadAccepted(failure(FailureKind.EOF, READY.minusMillis(1), GONE, null)))
                .isFalse();
        assertThat(crashed.hadAccepted(failure(FailureKind.EOF, GONE.plusMillis(1), GONE, null)))
                .isFalse();
        assertThat(crashed.hadAccepted(failure(FailureKind.EOF, null, GONE, null)))
                .isFalse();
        assertThat(crashed.hadAccepted(failure(FailureKind.EOF, DURING, GONE, 8L)))
                .isFalse();
    }

    @Test
    void excusesNothingAtAnotherTime() {
        assertThat(crashed.hadAccepted(failure(FailureKind.EOF, DURING, GONE.minusMillis(501), 7L)))
                .isFalse();
        assertThat(crashed.hadAccepted(failure(FailureKind.EOF, DURING, GONE.plusMillis(501), 7L)))
                .isFalse();
    }

    private static Failure failure(FailureKind kind, @Nullable Instant connected, Instant at, @Nullable Long lastPid) {
        Served last = lastPid == null ? null : new Served(lastPid, 1, "x");
        return new Failure(kind, last != null, DURING, connected, at, last, "");
    }
}
