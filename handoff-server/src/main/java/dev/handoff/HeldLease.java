package dev.handoff;

import dev.handoff.client.Lease;
import dev.handoff.client.LeaseEvents;
import dev.handoff.wire.v1.Progress;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A lease that is kept from the instant of the grant, so that making seats and sockets of it, in a JVM that is cold, is no
 * silence. What it tells meanwhile is kept for whoever will act on it.
 */
final class HeldLease implements LeaseEvents {
    private final Lease lease;
    /** Guarded by this, as is all below. */
    private final List<Consumer<LeaseEvents>> told = new ArrayList<>();

    private LeaseEvents listener = this;
    private Supplier<String> detail = () -> "";
    private Supplier<List<Progress>> progress = List::of;

    private HeldLease(Lease lease) {
        this.lease = lease;
    }

    /** Keeps {@code lease} from now on. */
    static HeldLease keep(Lease lease) throws IOException {
        HeldLease held = new HeldLease(lease);
        lease.keep(held, held::detail, held::progress);
        return held;
    }

    Lease lease() {
        return lease;
    }

    /** Tells {@code events} what has come, and from now on what comes. */
    synchronized void attach(LeaseEvents events, Supplier<String> line, Supplier<List<Progress>> tasks) {
        listener = events;
        detail = line;
        progress = tasks;
        told.forEach(event -> event.accept(events));
        told.clear();
    }

    private synchronized String detail() {
        return detail.get();
    }

    private synchronized List<Progress> progress() {
        return progress.get();
    }

    private synchronized void tell(Consumer<LeaseEvents> event) {
        if (listener == this) {
            told.add(event);
        } else {
            event.accept(listener);
        }
    }

    @Override
    public void onInherited() {
        tell(LeaseEvents::onInherited);
    }

    @Override
    public void onOwner(String why) {
        tell(events -> events.onOwner(why));
    }

    @Override
    public void onAborted(String reason) {
        tell(events -> events.onAborted(reason));
    }

    @Override
    public void onReclaimed(String reason) {
        tell(events -> events.onReclaimed(reason));
    }

    @Override
    public void onDutiesFree(boolean certain, String why) {
        tell(events -> events.onDutiesFree(certain, why));
    }

    @Override
    public void onDutiesLost(String why) {
        tell(events -> events.onDutiesLost(why));
    }
}
