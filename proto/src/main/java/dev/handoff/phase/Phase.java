package dev.handoff.phase;

import java.util.Set;

/** A state of a machine that knows which states may follow it. */
public interface Phase<P extends Enum<P> & Phase<P>> {
    /** The phases that may come next; none after a last one. */
    Set<P> next();

    /** True if nothing follows. */
    default boolean isLast() {
        return next().isEmpty();
    }
}
