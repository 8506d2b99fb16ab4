package dev.handoff.bench.scale;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/** Kept connections from one process. A source address has some 28,000 ports; several are used. */
final class Crowd implements AutoCloseable {
    private static final int PER_ADDRESS = 5_000;

    private final List<SocketChannel> connections = new ArrayList<>();

    /** Opens them all, to one port of loopback. */
    Crowd(int count, int port) throws IOException {
        try {
            for (int i = 0; i < count; i++) {
                connections.add(connect("127.0.0." + (2 + i / PER_ADDRESS), port));
            }
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    private static SocketChannel connect(String from, int port) throws IOException {
        SocketChannel channel = SocketChannel.open();
        try {
            channel.bind(new InetSocketAddress(from, 0));
            channel.connect(new InetSocketAddress("127.0.0.1", port));
            return channel;
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    @Override
    public void close() throws IOException {
        for (SocketChannel connection : connections) {
            connection.close();
        }
        connections.clear();
    }
}
