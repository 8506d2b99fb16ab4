package dev.handoff.phase;

import java.util.Set;

/** A process that owns, owned or is about to own the listeners. */
public enum ProcessPhase implements Phase<ProcessPhase> {
    /** Holds the listeners behind a closed gate. */
    STAGED,
    /** Accepts; the predecessor may still reclaim. */
    ON_PROBATION,
    /** Accepts, and answers at the control path. */
    OWNER,
    /** Gate closed, draining; may accept again. */
    YIELDED,
    /** Will not accept again; drains to its deadline, then ends. */
    RETIRED;

    @Override
    public Set<ProcessPhase> next() {
        return switch (this) {
            case STAGED -> Set.of(ON_PROBATION, OWNER, RETIRED);
            case ON_PROBATION -> Set.of(OWNER, RETIRED);
            case OWNER -> Set.of(YIELDED, RETIRED);
            case YIELDED -> Set.of(OWNER, RETIRED);
            case RETIRED -> Set.of();
        };
    }
}
