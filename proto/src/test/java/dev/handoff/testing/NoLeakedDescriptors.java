package dev.handoff.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails a test that leaves a descriptor open, and says which. Put it on a class by {@code @ExtendWith}.
 *
 * <p>A thread that is about to close its descriptor gets {@link #GRACE} to do so. What {@code @BeforeEach} opens counts:
 * close it in {@code @AfterEach}.
 */
public final class NoLeakedDescriptors implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback {
    private static final Duration GRACE = Duration.ofSeconds(3);
    private static final ExtensionContext.Namespace HERE = ExtensionContext.Namespace.create(NoLeakedDescriptors.class);

    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        openWhatTheJdkKeeps();
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        context.getStore(HERE).put("before", OpenDescriptors.now());
    }

    @Override
    public void afterEach(ExtensionContext context) throws InterruptedException {
        OpenDescriptors before = context.getStore(HERE).get("before", OpenDescriptors.class);
        long end = System.nanoTime() + GRACE.toNanos();
        OpenDescriptors leaked = OpenDescriptors.now().since(before);
        while (leaked.count() > 0 && System.nanoTime() < end) {
            Thread.sleep(10);
            leaked = OpenDescriptors.now().since(before);
        }
        if (leaked.count() > 0) {
            throw new AssertionError("left open: " + leaked);
        }
    }

    // The JDK makes some descriptors at the first use of sockets and never closes them.
    private static void openWhatTheJdkKeeps() throws IOException {
        InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        try (ServerSocketChannel server = ServerSocketChannel.open().bind(any);
                SocketChannel client = SocketChannel.open(server.getLocalAddress());
                SocketChannel accepted = server.accept();
                Selector selector = Selector.open();
                ServerSocket plain = new ServerSocket()) {
            plain.bind(any);
            client.configureBlocking(false).register(selector, SelectionKey.OP_CONNECT);
            accepted.shutdownOutput();
        }
    }
}
