package dev.handoff.artifact;

import java.time.Duration;
import java.util.Optional;
import java.util.function.DoubleSupplier;

/**
 * How long to leave a source alone: the usual time, and after each failure twice as long, up to a bound, never less than it asks
 * for. All with a part by chance, so that many who watch one source do not come at once.
 */
final class Pace {
    private static final Duration MOST = Duration.ofMinutes(15);
    /** Who asks for more is not believed: it would be a way to stop upgrades. */
    private static final Duration MOST_ASKED = Duration.ofHours(1);

    private static final double PART = 0.2;

    private final Duration usual;
    private final DoubleSupplier chance;
    private Duration next;

    /** {@code chance} gives numbers from 0 to 1. */
    Pace(Duration usual, DoubleSupplier chance) {
        this.usual = usual;
        this.chance = chance;
        this.next = usual;
    }

    /** After a look that went well. */
    Duration afterSuccess() {
        next = usual;
        return withChance(usual);
    }

    /** After one that failed. */
    Duration afterFailure(Optional<Duration> asked) {
        Duration most = usual.compareTo(MOST) > 0 ? usual : MOST;
        next = least(next.multipliedBy(2), most);
        Duration least = least(asked.orElse(Duration.ZERO), MOST_ASKED);
        return withChance(next.compareTo(least) > 0 ? next : least);
    }

    private static Duration least(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    // Only ever later.
    private Duration withChance(Duration time) {
        return time.plusNanos((long) (time.toNanos() * PART * chance.getAsDouble()));
    }
}
