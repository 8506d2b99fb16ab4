package dev.handoff;

import dev.handoff.fd.Family;
import dev.handoff.fd.OpenDescriptors;
import dev.handoff.fd.Seat;
import dev.handoff.fd.SocketName;
import dev.handoff.gate.Gate;
import dev.handoff.gate.SeatLostException;
import dev.handoff.telemetry.Rehearsing;
import dev.handoff.wire.NamedListener;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.slf4j.Logger;

/**
 * The process's gates by their listeners' names, switched together: all or none. An application that binds for itself takes
 * its seats one by one; until then, and when it has closed its channel, a listener is awaited: held, and accepted by nobody.
 */
final class Seats implements AutoCloseable {
    private final Logger log = Rehearsing.log(Handoff.class);
    /** Guarded by this, as is the next. */
    private final List<NamedListener> awaited = new ArrayList<>();

    private final List<Gate> gates = new ArrayList<>();
    private final Predicate<NamedListener> isDiverted;

    private Seats(Predicate<NamedListener> isDiverted) {
        this.isDiverted = isDiverted;
    }

    /** A closed gate for each. Owns the listeners; on failure they are all closed. */
    static Seats of(List<NamedListener> listeners) throws IOException {
        return of(listeners, listener -> false);
    }

    /** As {@link #of(List)}; some get no connections before their gate is opened, though SO_REUSEPORT is set. */
    static Seats of(List<NamedListener> listeners, Predicate<NamedListener> isDiverted) throws IOException {
        Seats seats = new Seats(isDiverted);
        try {
            for (NamedListener listener : listeners) {
                seats.gates.add(isDiverted.test(listener) ? Gate.seatDiverted(listener) : Gate.seat(listener));
            }
            return seats;
        } catch (IOException | RuntimeException e) {
            seats.close();
            listeners.forEach(NamedListener::close);
            throw e;
        }
    }

    /** All of them awaited. Owns the listeners. */
    static Seats awaiting(List<NamedListener> listeners) {
        return awaiting(listeners, listener -> false);
    }

    /** As {@link #awaiting(List)}; some are as in {@link #of(List, Predicate)}. */
    static Seats awaiting(List<NamedListener> listeners, Predicate<NamedListener> isDiverted) {
        Seats seats = new Seats(isDiverted);
        seats.awaited.addAll(listeners);
        return seats;
    }

    /** Those that wait for a seat. */
    synchronized List<NamedListener> awaited() {
        return List.copyOf(awaited);
    }

    /** Holds one more that nobody here accepts from. */
    synchronized void await(NamedListener listener) {
        awaited.add(listener);
    }

    /** The application's channel takes an awaited listener's seat, at the front door. */
    synchronized void take(String name, Seat seat) throws IOException {
        NamedListener front = awaited.stream()
                .filter(listener -> listener.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("listener " + name + " is not awaited"));
        gates.add(isDiverted.test(front) ? Gate.overDiverted(seat, front) : Gate.over(seat, front));
        awaited.remove(front);
    }

    /** A listener that the application has bound itself; it accepts already. On failure the caller still owns it. */
    synchronized void add(NamedListener listener, Seat seat) throws IOException {
        gates.add(Gate.over(seat, listener));
    }

    /** Closes one gate. */
    void shut(String name) throws IOException {
        gate(name).shut();
    }

    /**
     * Those whose channel the application has closed are awaited again.
     *
     * @return their names
     */
    synchronized List<String> awaitLost() throws IOException {
        List<String> lost = new ArrayList<>();
        for (Gate gate : List.copyOf(gates)) {
            if (!gate.isSeated()) {
                awaited.add(duplicate(gate.front()));
                gates.remove(gate);
                gate.close();
                lost.add(gate.front().name());
            }
        }
        return lost;
    }

    private static NamedListener duplicate(NamedListener front) throws IOException {
        return new NamedListener(
                front.name(), front.facts(), 0, front.backlog(), front.fd().duplicate());
    }

    /** Lets an awaited listener go; of no effect on any other. */
    synchronized void drop(String name) {
        for (NamedListener listener : List.copyOf(awaited)) {
            if (listener.name().equals(name)) {
                awaited.remove(listener);
                listener.close();
            }
        }
    }

    synchronized List<NamedListener> fronts() {
        return Stream.concat(gates.stream().map(Gate::front), awaited.stream()).toList();
    }

    List<String> names() {
        return fronts().stream().map(NamedListener::name).toList();
    }

    ServerSocketChannel channel(String name) {
        return gate(name).channel();
    }

    /** Moves a closed gate to a channel of the application's own, which accepts nothing yet: for an instant it is open. */
    synchronized void reseat(String name, Seat seat) throws IOException {
        Gate before = gate(name);
        if (before.isOpen()) {
            throw new IllegalStateException("listener " + name + ": its gate is open");
        }
        NamedListener front = duplicate(before.front());
        Gate after;
        try {
            after = Gate.over(seat, front);
        } catch (IOException | RuntimeException e) {
            front.close();
            throw e;
        }
        gates.set(gates.indexOf(before), after);
        before.close();
        before.channel().close();
        after.shut();
    }

    SocketAddress address(String name) {
        SocketName bound = gate(name).front().facts().name();
        return bound.family() == Family.UNIX ? UnixDomainSocketAddress.of(bound.path()) : bound.inetSocketAddress();
    }

    Seat seat(String name) {
        return Seat.at(gate(name).number());
    }

    SocketAddress sideDoor(String name) {
        return gate(name).sideDoor();
    }

    private synchronized Gate gate(String name) {
        return gates.stream()
                .filter(gate -> gate.front().name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no listener \"" + name + "\", only " + names()));
    }

    synchronized void open() throws IOException {
        Gate.openAll(gates);
    }

    synchronized void shut() throws IOException {
        Gate.shutAll(gates);
    }

    /** Shuts for good and lets the listeners go; tells of those that something else in this process still holds. */
    synchronized void retire() throws IOException {
        awaited.forEach(NamedListener::close);
        awaited.clear();
        shutSeated();
        OpenDescriptors now = OpenDescriptors.now();
        List<String> held = new ArrayList<>();
        for (Gate gate : gates) {
            if (!now.othersOf(gate.front().fd()).isEmpty()) {
                held.add(gate.front().name());
            }
        }
        Gate.retireAll(gates);
        if (!held.isEmpty()) {
            log.warn(
                    "something in this process still holds listeners {}; once no other process does, connections to them"
                            + " wait for ever",
                    held);
        }
    }

    // An application that ends closes its channels while we look: such a gate accepts nothing, and has to let its
    // listener go.
    private void shutSeated() throws IOException {
        for (int lost = 0; lost <= gates.size(); lost++) {
            try {
                Gate.shutAll(gates.stream().filter(Gate::isSeated).toList());
                return;
            } catch (SeatLostException closedMeanwhile) {
                log.debug("{}", closedMeanwhile.getMessage());
            }
        }
    }

    @Override
    public synchronized void close() {
        awaited.forEach(NamedListener::close);
        gates.forEach(Gate::close);
    }
}
