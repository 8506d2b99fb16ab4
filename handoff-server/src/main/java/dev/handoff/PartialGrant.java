package dev.handoff;

import dev.handoff.wire.NamedListener;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Listeners from a predecessor that was gone before it had granted all. While we ask again they are held, so that
 * connections wait at them and are not refused; if nobody answers any more, they are what need not be bound.
 */
final class PartialGrant implements AutoCloseable {
    private final List<NamedListener> kept = new ArrayList<>();

    /** Owns them from here on; what an earlier grant had brought is the same, and let go. */
    void keep(List<NamedListener> listeners) {
        if (!listeners.isEmpty()) {
            close();
            kept.addAll(listeners);
        }
    }

    /** The one of that name, the caller's now; empty if it did not come, or is not at that address. */
    Optional<NamedListener> take(String name, ListenAddress address) {
        Optional<NamedListener> found = kept.stream()
                .filter(listener -> listener.name().equals(name)
                        && address.matches(listener.facts().name()))
                .findFirst();
        found.ifPresent(kept::remove);
        return found;
    }

    /** Lets go of those that nobody took. */
    @Override
    public void close() {
        kept.forEach(NamedListener::close);
        kept.clear();
    }
}
