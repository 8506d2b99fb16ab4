package dev.handoff.gate;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

/** Connects and reads the one letter that an {@link Acceptor} answers with; never waits longer than its patience. */
final class Client implements AutoCloseable {
    static final char END_OF_FILE = '-';
    private static final long PATIENCE_MS = 5_000;

    private final Selector selector;

    Client() throws IOException {
        selector = Selector.open();
    }

    /** One question by a client of its own. */
    static char ask(SocketAddress address) throws IOException {
        try (Client client = new Client()) {
            return client.askAt(address);
        }
    }

    char askAt(SocketAddress address) throws IOException {
        try (SocketChannel connection = connect(address)) {
            return answer(connection);
        }
    }

    /** A connection that waits at the listener until somebody accepts it. */
    static SocketChannel connect(SocketAddress address) throws IOException {
        SocketChannel channel = address instanceof UnixDomainSocketAddress
                ? SocketChannel.open(StandardProtocolFamily.UNIX)
                : SocketChannel.open();
        try {
            channel.connect(address);
            return channel;
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    /** The letter, or {@link #END_OF_FILE}. */
    char answer(SocketChannel connection) throws IOException {
        connection.configureBlocking(false);
        SelectionKey key = connection.register(selector, SelectionKey.OP_READ);
        ByteBuffer letter = ByteBuffer.allocate(1);
        try {
            if (selector.select(PATIENCE_MS) == 0) {
                throw new IOException("no answer in " + PATIENCE_MS + " ms");
            }
            selector.selectedKeys().clear();
            return connection.read(letter) == 1 ? (char) letter.get(0) : END_OF_FILE;
        } finally {
            key.cancel();
            selector.selectNow();
        }
    }

    @Override
    public void close() throws IOException {
        selector.close();
    }
}
