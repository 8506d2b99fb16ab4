package dev.handoff;

import dev.handoff.fd.OpenDescriptors;
import dev.handoff.gate.Gate;
import dev.handoff.wire.NamedListener;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** The process's gates by their listeners' names, switched together: all or none. */
final class Seats implements AutoCloseable {
    private final List<Gate> gates;

    private Seats(List<Gate> gates) {
        this.gates = gates;
    }

    /** A closed gate for each. Owns the listeners; on failure they are all closed. */
    static Seats of(List<NamedListener> listeners) throws IOException {
        return of(listeners, listener -> false);
    }

    /** As {@link #of(List)}; some get no connections before their gate is opened, though SO_REUSEPORT is set. */
    static Seats of(List<NamedListener> listeners, Predicate<NamedListener> isDiverted) throws IOException {
        List<Gate> gates = new ArrayList<>();
        try {
            for (NamedListener listener : listeners) {
                gates.add(isDiverted.test(listener) ? Gate.seatDiverted(listener) : Gate.seat(listener));
            }
            return new Seats(List.copyOf(gates));
        } catch (IOException | RuntimeException e) {
            new Seats(gates).close();
            listeners.forEach(NamedListener::close);
            throw e;
        }
    }

    List<NamedListener> fronts() {
        return gates.stream().map(Gate::front).toList();
    }

    List<String> names() {
        return gates.stream().map(gate -> gate.front().name()).toList();
    }

    ServerSocketChannel channel(String name) {
        return gate(name).channel();
    }

    SocketAddress sideDoor(String name) {
        return gate(name).sideDoor();
    }

    private Gate gate(String name) {
        return gates.stream()
                .filter(gate -> gate.front().name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no listener \"" + name + "\", only " + names()));
    }

    void open() throws IOException {
        Gate.openAll(gates);
    }

    void shut() throws IOException {
        Gate.shutAll(gates);
    }

    /**
     * Shuts for good and lets the listeners go.
     *
     * @return the listeners that something else in this process still holds: a leak, into which connections would vanish
     */
    List<String> retire() throws IOException {
        Gate.shutAll(gates);
        OpenDescriptors now = OpenDescriptors.now();
        List<String> held = new ArrayList<>();
        for (Gate gate : gates) {
            if (!now.othersOf(gate.front().fd()).isEmpty()) {
                held.add(gate.front().name());
            }
        }
        Gate.retireAll(gates);
        return held;
    }

    @Override
    public void close() {
        gates.forEach(Gate::close);
    }
}
