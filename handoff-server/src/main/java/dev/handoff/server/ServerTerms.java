package dev.handoff.server;

import dev.handoff.client.Trust;
import java.time.Duration;
import java.util.Optional;

/**
 * How a control socket is served.
 *
 * @param trust who may connect
 * @param group owns the socket, which its members may then connect to; without one only the user may
 * @param heartbeat between two signs of life, on both sides of an exchange
 * @param silence after which a side counts as hung
 * @param readyCap from a grant to READY at the longest, whatever the successor asks for
 * @param overdue beyond the probation that the successor asked for: by then it has confirmed, or it is not well
 * @param mostDraining retired generations that may drain at once; the oldest is ended first
 */
public record ServerTerms(
        Trust trust,
        Optional<String> group,
        Duration heartbeat,
        Duration silence,
        Duration readyCap,
        Duration overdue,
        int mostDraining) {
    /**
     * Our own user and root, a beat every 200 ms, hung after 2 s, READY within 10 minutes, confirmed 30 s after its time at
     * the latest, 8 that drain.
     */
    public static final ServerTerms DEFAULT = new ServerTerms(
            Trust.OURSELVES,
            Optional.empty(),
            Duration.ofMillis(200),
            Duration.ofSeconds(2),
            Duration.ofMinutes(10),
            Duration.ofSeconds(30),
            8);

    /** Checks that a hung peer can be told from a quiet one. */
    public ServerTerms {
        if (heartbeat.isNegative() || heartbeat.isZero() || silence.compareTo(heartbeat.multipliedBy(2)) < 0) {
            throw new IllegalArgumentException(
                    "silence (" + silence + ") must be at least two heartbeats (" + heartbeat + ")");
        }
    }
}
