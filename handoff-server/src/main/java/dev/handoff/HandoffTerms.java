package dev.handoff;

import dev.handoff.client.Identity;
import dev.handoff.client.RequestTerms;
import dev.handoff.server.ServerTerms;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a {@link HandoffBuilder} gathered.
 *
 * @param isStore the listeners are kept for others
 * @param store who keeps ours
 */
record HandoffTerms(
        Path control,
        Map<String, ListenAddress> listeners,
        Identity identity,
        boolean allowRollback,
        boolean allowForeignNetwork,
        boolean standsBy,
        Duration probation,
        Optional<Duration> drainDeadline,
        Duration requestWait,
        Duration readyWithin,
        ServerTerms server,
        boolean handlesSignals,
        Optional<StrangerTerms> stranger,
        boolean boundByApplication,
        boolean isUngated,
        boolean readyWhenTold,
        boolean isStore,
        Optional<Path> store) {

    /** Everything the predecessor has: what it lacks we bind, what we don't know we drop. */
    RequestTerms request(Duration patience) {
        return new RequestTerms(List.of(), patience, readyWithin, allowRollback, allowForeignNetwork, isStore);
    }
}
