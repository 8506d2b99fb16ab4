package dev.handoff.gate;

import dev.handoff.client.Adopter;
import dev.handoff.fd.Family;
import dev.handoff.fd.OwnedFd;
import dev.handoff.fd.SocketFacts;
import dev.handoff.fd.Sockets;
import dev.handoff.wire.NamedListener;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.util.List;

/** Placeholder until the gate lands: dup3 only. */
public final class Gate implements AutoCloseable {
    private final NamedListener front;
    private final OwnedFd side;
    private final OwnedFd seat;
    private final ServerSocketChannel channel;
    private boolean open;

    private Gate(NamedListener front, OwnedFd side, OwnedFd seat, ServerSocketChannel channel) {
        this.front = front;
        this.side = side;
        this.seat = seat;
        this.channel = channel;
    }

    /** Seats. */
    public static Gate seat(NamedListener front) throws IOException {
        Family family = front.facts().family();
        OwnedFd side =
                Sockets.listenTcp(family, new InetSocketAddress(java.net.InetAddress.getLoopbackAddress(), 0), 128);
        OwnedFd seat = front.fd().duplicate();
        OwnedFd lent = OwnedFd.of(seat.number());
        ServerSocketChannel channel = Adopter.adopt(seat);
        lent.becomeDuplicateOf(side);
        return new Gate(front, side, lent, channel);
    }

    /** The channel. */
    public ServerSocketChannel channel() {
        return channel;
    }

    /** The side door. */
    public SocketAddress sideDoor() {
        try {
            return SocketFacts.of(side).name().inetSocketAddress();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Open? */
    public boolean isOpen() {
        return open;
    }

    /** Opens. */
    public void open() throws IOException {
        seat.becomeDuplicateOf(front.fd());
        open = true;
    }

    /** Shuts. */
    public void shut() throws IOException {
        seat.becomeDuplicateOf(side);
        open = false;
    }

    /** Opens all. */
    public static void openAll(List<Gate> gates) throws IOException {
        for (Gate gate : gates) {
            gate.open();
        }
    }

    /** Shuts all. */
    public static void shutAll(List<Gate> gates) throws IOException {
        for (Gate gate : gates) {
            gate.shut();
        }
    }

    /** The front. */
    public NamedListener front() {
        return front;
    }

    /** Retires. */
    public void retire() throws IOException {
        shut();
        front.close();
    }

    @Override
    public void close() {
        front.close();
        side.close();
    }
}
