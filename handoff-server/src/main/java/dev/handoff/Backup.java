package dev.handoff;

import dev.handoff.wire.NamedListener;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The listeners that somebody outside keeps a duplicate of: if we die, whoever is started in our place finds them there, and
 * connections wait meanwhile. One thread's.
 */
final class Backup {
    private final Keeper keeper;
    /** Names by SO_COOKIE. */
    private final Map<Long, String> kept = new HashMap<>();

    private final List<String> dropped = new ArrayList<>();
    private Supplier<List<NamedListener>> listeners = List::of;

    Backup(Keeper keeper) {
        this.keeper = keeper;
    }

    void of(Supplier<List<NamedListener>> source) {
        listeners = source;
    }

    /** A name under which something may be kept that is ours no more. */
    void drop(String name) {
        dropped.add(name);
    }

    /** Has all kept that are not yet, and let go what is not ours any more. */
    void store() {
        List<NamedListener> all = listeners.get();
        List<Long> cookies =
                all.stream().map(listener -> listener.facts().cookie()).toList();
        kept.entrySet().removeIf(each -> {
            boolean isGone = !cookies.contains(each.getKey());
            if (isGone) {
                dropped.add(each.getValue());
            }
            return isGone;
        });
        dropped.forEach(keeper::forget);
        dropped.clear();
        for (NamedListener listener : all) {
            long cookie = listener.facts().cookie();
            if (!kept.containsKey(cookie) && listener.fd().isOpen() && keeper.keep(listener)) {
                kept.put(cookie, listener.name());
            }
        }
    }
}
