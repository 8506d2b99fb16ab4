package dev.handoff.phase;

import java.util.Set;

/** One exchange, as the successor sees it. */
public enum SuccessorPhase implements Phase<SuccessorPhase> {
    CONNECTING,
    /** Asked, perhaps standing in line. */
    REQUESTING,
    /** The listeners are here, the gate is closed; warming up. */
    STAGED,
    /** The gate is open; the predecessor may reclaim. */
    ON_PROBATION,
    /** Confirmed, or the predecessor is gone or silent. One that was silent may still say that it has reclaimed. */
    OWNER,
    /** Ended before the commit. Nothing happened. */
    FAILED,
    /** Undone: the gate is closed, the predecessor accepts again. */
    RECLAIMED;

    @Override
    public Set<SuccessorPhase> next() {
        return switch (this) {
            case CONNECTING -> Set.of(REQUESTING, FAILED);
            case REQUESTING -> Set.of(STAGED, FAILED);
            case STAGED -> Set.of(ON_PROBATION, OWNER, FAILED);
            case ON_PROBATION -> Set.of(OWNER, RECLAIMED);
            case OWNER -> Set.of(RECLAIMED);
            case FAILED, RECLAIMED -> Set.of();
        };
    }
}
