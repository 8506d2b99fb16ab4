package dev.handoff;

import dev.handoff.server.Keeping;
import dev.handoff.wire.NamedListener;
import java.util.List;

/** What a store keeps for others: listeners that are awaited here for ever. */
record Shelf(Seats seats) implements Keeping {
    @Override
    public List<NamedListener> kept() {
        return seats.awaited();
    }

    @Override
    public void keep(NamedListener listener) {
        seats.await(listener);
    }

    @Override
    public void forget(String name) {
        seats.drop(name);
    }
}
