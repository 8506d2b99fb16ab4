package dev.handoff.demo.load;

/** When requests are due: a constant rate from a start, whatever became of the ones before. */
final class Pace {
    private static final long SECOND = 1_000_000_000;

    private final long start;
    private final int perSecond;
    private long sent;

    /** @param perSecond 0 for none at all */
    Pace(long start, int perSecond) {
        this.start = start;
        this.perSecond = perSecond;
    }

    /** When the next one is due, by {@link System#nanoTime}; far away if there is none. */
    long next() {
        return perSecond == 0 ? start + Long.MAX_VALUE / 2 : start + sent * SECOND / perSecond;
    }

    /** How many went before the next one. */
    long sent() {
        return sent;
    }

    void advance() {
        sent++;
    }
}
