package dev.handoff;

import dev.handoff.fd.Deadline;
import dev.handoff.fd.Flock;
import dev.handoff.fd.Seat;
import dev.handoff.server.ControlPath;
import dev.handoff.server.Settlement;
import dev.handoff.wire.NamedListener;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/**
 * The listeners of an application that makes its channels itself. What the predecessor granted is <em>awaited</em> until the
 * application binds it; what it binds besides is added. Thread-safe.
 */
public final class Bindings {
    private static final Duration ELECTION = Duration.ofSeconds(10);

    private final Handoff handoff;
    private final Owner owner;

    Bindings(Handoff handoff, Owner owner) {
        this.handoff = handoff;
        this.owner = owner;
    }

    /** The listeners that no channel of the application is on; still ours. */
    public List<NamedListener> awaited() {
        return owner.seats().awaited();
    }

    /** All listeners, still ours. */
    public List<NamedListener> listeners() {
        return owner.seats().fronts();
    }

    /**
     * The application binds an awaited listener: its channel's number refers to the front door from now on, so that the
     * address it reads is the real one. {@link #settle} must follow before it accepts.
     *
     * @throws dev.handoff.gate.GateRefusedException if this listener or this process can have no gate
     */
    public void take(String name, Seat seat) throws IOException {
        owner.seats().take(name, seat);
    }

    /** The application has read its address: closes the gate, unless this process accepts. */
    public void settle(String name) throws IOException {
        owner.tenure().settleSeat(name);
    }

    /**
     * The application listens where no predecessor did: it accepts at once, for nobody else can, and the next one to ask is
     * granted this listener too.
     *
     * @param seat of a socket that listens already
     * @throws dev.handoff.gate.GateRefusedException if it can have no gate
     */
    public void add(String name, Seat seat) throws IOException {
        owner.tenure().add(name, seat);
        for (NamedListener listener : owner.seats().fronts()) {
            if (listener.name().equals(name)) {
                owner.files().bound(listener);
            }
        }
    }

    /** Answers at the control path from now on: for a first generation, once it has a listener. */
    public void publish() throws IOException, InterruptedException {
        ControlPath control = ControlPath.of(owner.terms().control());
        try (Flock lock = control.elect(Deadline.in(ELECTION))) {
            if (control.isAnswered()) {
                throw new IOException("another process has begun to answer at " + control
                        + "; this one serves, but can't be taken over from");
            }
            handoff.bindControl(lock);
            handoff.publishHolding();
        }
    }

    /**
     * Looks which channels the application has closed. Their listeners are awaited again, until it binds them anew or they
     * are dropped; nobody accepts from them meanwhile.
     *
     * @return their names
     */
    public List<String> awaitLost() throws IOException {
        return owner.tenure().awaitLost();
    }

    /** Lets an awaited listener go: the application has closed it for good. The file of a Unix one goes too. */
    public void drop(String name) {
        owner.seats().drop(name);
        owner.files().sweep();
    }

    /** Gives up before READY: the listeners go back to the predecessor. */
    public void abandon(String reason) throws InterruptedException {
        if (owner.lease().isPresent()) {
            owner.lease().get().abort(reason);
        }
        owner.retire(reason, Ending.ABORTED, Settlement.NONE);
    }

    /** The process ends now: no drain is waited for. The next one to start binds for itself. */
    public void end() {
        try {
            awaitLost(); // the application may have closed its channels by now: there is no gate to close any more
        } catch (IOException e) {
            // Ending says what is wrong with them.
        }
        owner.retire("the process ends", Ending.TERMINATED, Settlement.NONE);
        owner.drain().end();
    }
}
