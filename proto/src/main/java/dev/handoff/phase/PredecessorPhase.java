package dev.handoff.phase;

import java.util.Set;

/** One exchange, as the predecessor sees it. */
public enum PredecessorPhase implements Phase<PredecessorPhase> {
    /** The successor's turn has come; it has no listener yet. */
    GREETED,
    /** It holds the listeners, its gate closed. */
    GRANTED,
    /** It may accept; the listeners are kept, to be reclaimed. */
    COMMITTED,
    /** It owns the listeners; ours are dropped. */
    CONFIRMED,
    /** It ended, or was ended, before the commit. Nothing happened. */
    ABORTED,
    /** It ended, or was ended, on probation. We accept again. */
    RECLAIMED;

    @Override
    public Set<PredecessorPhase> next() {
        return switch (this) {
            case GREETED -> Set.of(GRANTED, ABORTED);
            case GRANTED -> Set.of(COMMITTED, ABORTED);
            case COMMITTED -> Set.of(CONFIRMED, RECLAIMED);
            case CONFIRMED, ABORTED, RECLAIMED -> Set.of();
        };
    }
}
