package dev.handoff.server;

import dev.handoff.wire.NamedListener;
import java.util.List;

/** The listeners that a process keeps for others. */
public interface Keeping {
    /** Those that are kept, still the keeper's. */
    List<NamedListener> kept();

    /** Keeps one more, from here on its owner. */
    void keep(NamedListener listener);

    /** Closes it. */
    void forget(String name);
}
