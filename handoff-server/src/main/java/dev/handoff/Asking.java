package dev.handoff;

import dev.handoff.client.RequestTerms;
import java.time.Duration;
import java.util.List;

/**
 * How a predecessor is asked for its listeners.
 *
 * @param patience for our turn, or for a predecessor that is changing
 * @param readyWithin from the grant to READY at the longest
 * @param allowRollback ask as a release that was replaced, too
 * @param allowForeignNetwork take what is of another network namespace, too
 * @param standsBy as a release that was replaced, wait until the owner is gone
 */
record Asking(
        Duration patience, Duration readyWithin, boolean allowRollback, boolean allowForeignNetwork, boolean standsBy) {
    /** Everything the predecessor has: what it lacks we bind, what we don't know we drop. */
    RequestTerms request(Duration wait, boolean isStore) {
        return new RequestTerms(List.of(), wait, readyWithin, allowRollback, allowForeignNetwork, isStore);
    }
}
