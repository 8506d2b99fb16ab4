package dev.handoff.demo.takeover;

import dev.handoff.demo.load.Failure;
import dev.handoff.demo.load.FailureKind;
import java.time.Duration;
import java.time.Instant;

/**
 * A process that died while it accepted, and what its death may excuse.
 *
 * <p>A request counts as one that it had itself accepted only if all of this holds:
 * <ol>
 *   <li>The connection ended (a reset or an end of file). A refusal, an unwanted status or a hanging request is never
 *       excused.
 *   <li>It was established after the process had said READY, and before it was gone.
 *   <li>Nobody else had answered on it: on a kept connection, the last answer was this process's.
 *   <li>It failed at the moment of the death, within {@link #MOMENT}.
 * </ol>
 * That is proof enough: at that moment the kernel closes what the dead process held and nothing else. A connection that
 * still waits in the shared queue survives the death of one holder, and the other process closes none of its own.
 *
 * @param ready when it said READY: until then its gate was closed
 * @param gone when its end was seen
 */
public record Crashed(long pid, Instant ready, Instant gone) {
    /** How far apart the end of a connection and the end of its process may be seen. */
    static final Duration MOMENT = Duration.ofMillis(500);

    /** Whether the failed request was one that this process had accepted. */
    public boolean hadAccepted(Failure failure) {
        boolean ended = failure.kind() == FailureKind.EOF || failure.kind() == FailureKind.RESET;
        boolean inTime = failure.connectedAt()
                .filter(at -> !at.isBefore(ready) && at.isBefore(gone))
                .isPresent();
        boolean nobodyElse = failure.lastServed().map(last -> last.pid() == pid).orElse(true);
        boolean atDeath = Duration.between(failure.at(), gone).abs().compareTo(MOMENT) <= 0;
        return ended && inTime && nobodyElse && atDeath;
    }
}
