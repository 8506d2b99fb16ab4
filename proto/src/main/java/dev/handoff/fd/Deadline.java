package dev.handoff.fd;

import java.time.Duration;

/**
 * The instant by which a job must be done, on the monotonic clock: setting the machine's date moves no deadline.
 *
 * <p>A <em>timeout</em> bounds one call, a deadline bounds a job of many.
 */
public final class Deadline {
    private static final Deadline NEVER = new Deadline(0, true);

    private final long nanos;
    private final boolean never;

    private Deadline(long nanos, boolean never) {
        this.nanos = nanos;
        this.never = never;
    }

    /** The instant {@code time} from now; a negative time is now. */
    public static Deadline in(Duration time) {
        long nanos;
        try {
            nanos = Math.max(0, time.toNanos());
        } catch (ArithmeticException tooFar) {
            return NEVER;
        }
        return nanos > Long.MAX_VALUE / 2 ? NEVER : new Deadline(System.nanoTime() + nanos, false);
    }

    /** No bound. For waits that something else ends. */
    public static Deadline never() {
        return NEVER;
    }

    /** The nearer of two. */
    public Deadline or(Deadline other) {
        if (never || other.never) {
            return never ? other : this;
        }
        return nanos - other.nanos <= 0 ? this : other;
    }

    public boolean isPast() {
        return !never && nanos - System.nanoTime() <= 0;
    }

    /** True if it has been past for {@code time} or longer. */
    public boolean isPastBy(Duration time) {
        return !never && System.nanoTime() - nanos >= time.toNanos();
    }

    /** What is left, in nanoseconds: 0 when past, {@link Long#MAX_VALUE} when there is no bound. */
    public long remainingNanos() {
        return never ? Long.MAX_VALUE : Math.max(0, nanos - System.nanoTime());
    }

    /** What is left, in milliseconds rounded up, for poll(2): -1 when there is no bound. */
    int pollMillis() {
        if (never) {
            return -1;
        }
        return (int) Math.min(Integer.MAX_VALUE, (remainingNanos() + 999_999) / 1_000_000);
    }
}
