package dev.handoff.faults;

import java.time.Instant;

/**
 * A visit that failed.
 *
 * @param port ours, by which whoever accepted it remembers it; 0 if nobody could
 * @param since before it connected, by the monotonic clock
 */
record Visit(How how, int port, long since, Instant at, String detail) {
    enum How {
        REFUSED,
        /** Reset or hung up on before an answer. */
        CUT_OFF,
        UNANSWERED
    }
}
