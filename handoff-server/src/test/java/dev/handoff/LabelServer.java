package dev.handoff;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Answers each connection at some listeners with a label, as servers do: one thread that waits in a selector for them all. */
final class LabelServer implements Runnable {
    private final byte[] label;
    private final Selector selector;

    private LabelServer(String label, Selector selector) {
        this.label = label.getBytes(StandardCharsets.UTF_8);
        this.selector = selector;
    }

    static void serve(String label, List<ServerSocketChannel> channels) throws IOException {
        Selector selector = Selector.open();
        for (ServerSocketChannel channel : channels) {
            channel.configureBlocking(false).register(selector, SelectionKey.OP_ACCEPT);
        }
        Thread server = new Thread(new LabelServer(label, selector), "service");
        server.setDaemon(true);
        server.start();
    }

    @Override
    public void run() {
        try {
            while (true) {
                selector.select();
                selector.selectedKeys().forEach(key -> answer((ServerSocketChannel) key.channel()));
                selector.selectedKeys().clear();
            }
        } catch (IOException end) {
            throw new IllegalStateException("nobody serves any more", end);
        }
    }

    private void answer(ServerSocketChannel channel) {
        try (SocketChannel client = channel.accept()) {
            if (client != null) {
                client.write(ByteBuffer.wrap(label));
            }
        } catch (IOException clientGone) {
            // The next one.
        }
    }
}
