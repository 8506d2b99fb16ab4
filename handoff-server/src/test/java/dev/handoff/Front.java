package dev.handoff;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/** A client at a listener's address: who answers there? */
final class Front {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private Front() {}

    /** The label of the process that answers. */
    static String ask(SocketAddress address) throws IOException {
        return ask(address, PATIENCE).orElseThrow(() -> new AssertionError("nobody answered at " + address));
    }

    /** The label of the process that answers within {@code patience}; empty if the connection waits in the queue. */
    static Optional<String> ask(SocketAddress address, Duration patience) throws IOException {
        try (SocketChannel client = SocketChannel.open(address);
                Selector selector = Selector.open()) {
            client.configureBlocking(false).register(selector, SelectionKey.OP_READ);
            ByteBuffer answer = ByteBuffer.allocate(64);
            long end = System.nanoTime() + patience.toNanos();
            while (System.nanoTime() < end) {
                selector.select(Math.max(1, (end - System.nanoTime()) / 1_000_000));
                selector.selectedKeys().clear();
                if (client.read(answer) < 0) {
                    return Optional.of(
                            StandardCharsets.UTF_8.decode(answer.flip()).toString());
                }
            }
            return Optional.empty();
        }
    }
}
