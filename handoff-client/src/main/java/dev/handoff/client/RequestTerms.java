package dev.handoff.client;

import dev.handoff.wire.NamedListener;
import java.time.Duration;
import java.util.List;

/**
 * What to ask for.
 *
 * @param listeners by name; empty for all of them
 * @param patience how long to stand in line behind another exchange
 * @param readyWithin from the grant to READY at the longest
 * @param allowRollback ask as an older release on purpose
 * @param allowForeignNetwork take listeners of another network namespace too: {@link ForeignNetworkException}
 * @param isStore ask as a store, to keep for others what another store has kept
 */
public record RequestTerms(
        List<String> listeners,
        Duration patience,
        Duration readyWithin,
        boolean allowRollback,
        boolean allowForeignNetwork,
        boolean isStore) {
    /** What a process asks for that serves, and keeps nothing for others. */
    public RequestTerms(
            List<String> listeners,
            Duration patience,
            Duration readyWithin,
            boolean allowRollback,
            boolean allowForeignNetwork) {
        this(listeners, patience, readyWithin, allowRollback, allowForeignNetwork, false);
    }

    /** Checks the names. */
    public RequestTerms {
        listeners.forEach(NamedListener::requireName);
        listeners = List.copyOf(listeners);
    }
}
