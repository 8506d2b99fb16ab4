package dev.handoff.conformance;

/**
 * How much is played with a server. There is always one handoff that connections are held through.
 *
 * @param plain handoffs with nothing besides
 * @param measures whether latencies are taken: a handoff into a warm release, and one into a cold one
 * @param crashes whether a release dies a second after READY; another handoff follows it
 * @param presses whether there is a handoff under wrk and ab
 */
record Script(int plain, boolean measures, boolean crashes, boolean presses) {
    private static final int WHOLE = 5;

    Script {
        if (plain < 0) {
            throw new IllegalArgumentException("the script has " + WHOLE + " handoffs, or more");
        }
    }

    /** All of it, with so many handoffs. */
    static Script whole(int handoffs) {
        return new Script(handoffs - WHOLE, true, true, true);
    }

    /** Two handoffs, to be played often. */
    static Script brief() {
        return new Script(0, false, false, true);
    }

    /** What the latencies need. */
    static Script latency() {
        return new Script(0, true, false, false);
    }
}
