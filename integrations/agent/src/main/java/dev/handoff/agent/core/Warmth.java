package dev.handoff.agent.core;

/**
 * Whether another round of requests would still make the process faster: told by the slowest of the answers, since it is those
 * that users feel, and by the compilers, since their work is what makes some slow: it takes the processor from them, and what
 * it replaces runs slowly once more.
 */
final class Warmth {
    /** So many rounds in a row. */
    private static final int SETTLED = 3;
    /** Below that count hardly anything has been compiled to the end (the JVM's own threshold is 5,000 calls of a method). */
    private static final int LEAST = 2_000;

    private static final double FASTER = 0.8;
    private static final double COMPILING = 0.15;

    private int asked;
    private int settled;
    private long best = Long.MAX_VALUE;

    /**
     * Notes a round.
     *
     * @param answers how many there were
     * @param slowest the 99th percentile of their times, in any unit
     * @param compiling the compilers' time in a round as a part of its own
     */
    void note(int answers, long slowest, double compiling) {
        asked += answers;
        boolean isFaster = slowest < best * FASTER;
        settled = isFaster || compiling > COMPILING ? 0 : settled + 1;
        best = Math.min(best, slowest);
    }

    /** True if it has got no faster for some rounds. */
    boolean isSettled() {
        return settled >= SETTLED && asked >= LEAST;
    }
}
