package dev.handoff;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * The listeners that a process is to have, who makes them, and where from if no predecessor has them.
 *
 * @param listeners addresses by name, in the order of their naming
 * @param boundByApplication the application makes its channels itself
 * @param isUngated they are only held here
 * @param isStore they are kept for others
 * @param store who keeps ours
 * @param stranger a process that does not know of us, from which what is in use is taken
 */
record Wanted(
        Map<String, ListenAddress> listeners,
        boolean boundByApplication,
        boolean isUngated,
        boolean isStore,
        Optional<Path> store,
        Optional<StrangerTerms> stranger) {
    /** Is a listener of a predecessor's one of ours, whatever its name? */
    boolean isAny() {
        return isStore || (boundByApplication && listeners.isEmpty());
    }

    /** No gate is made for what comes: the application does that itself, or there is none. */
    boolean isAwaited() {
        return boundByApplication || isUngated;
    }

    /** The application binds; we only have what somebody gives us. */
    boolean isLeftToApplication() {
        return boundByApplication && !isStore;
    }

    /** What is bound here if nobody has it. */
    Map<String, ListenAddress> toBind() {
        return isLeftToApplication() ? Map.of() : listeners;
    }
}
