package dev.handoff.fd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.testing.NoLeakedDescriptors;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(NoLeakedDescriptors.class)
class OpenConnectionsTest {
    private final OpenConnections connections = new OpenConnections();

    @Test
    void isZeroOnlyWhenNoneIsLeftWhateverItRemembers() throws IOException {
        List<SocketChannel> accepted = new ArrayList<>();
        List<SocketChannel> clients = new ArrayList<>();
        try (ServerSocketChannel server = ServerSocketChannel.open()) {
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            List<SocketName> names = names(server);
            assertThat(connections.count(names)).isZero();
            for (int i = 0; i < 40; i++) {
                clients.add(SocketChannel.open(server.getLocalAddress()));
                accepted.add(server.accept());
            }
            assertThat(connections.count(names)).isEqualTo(40);
            for (int left = 39; left > 0; left--) {
                accepted.remove(0).close();
                assertThat(connections.count(names)).isBetween(left, 40);
            }
            awaitOne(names);
            accepted.remove(0).close();
            assertThat(connections.count(names)).isZero();
            clients.add(SocketChannel.open(server.getLocalAddress()));
            accepted.add(server.accept());
            assertThat(connections.count(names)).isEqualTo(1);
        } finally {
            close(accepted);
            close(clients);
        }
    }

    /** The number of the last one counted is another socket's at once. */
    @Test
    void takesNoOtherSocketForOneThatItKnows() throws IOException {
        try (ServerSocketChannel server = ServerSocketChannel.open()) {
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            List<SocketName> names = names(server);
            try (SocketChannel client = SocketChannel.open(server.getLocalAddress())) {
                SocketChannel accepted = server.accept();
                assertThat(connections.count(names)).isEqualTo(1);
                accepted.close();
                try (SocketChannel unconnected = SocketChannel.open()) {
                    assertThat(connections.count(names)).isZero();
                    assertThat(unconnected.isOpen() && client.isOpen()).isTrue();
                }
            }
        }
    }

    private static List<SocketName> names(ServerSocketChannel server) throws IOException {
        InetSocketAddress address = (InetSocketAddress) server.getLocalAddress();
        return List.of(SocketName.inet(address.getAddress().getAddress(), address.getPort(), 0));
    }

    /** A count may be old for some milliseconds. */
    private void awaitOne(List<SocketName> names) throws IOException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (connections.count(names) != 1 && System.nanoTime() - end < 0) {
            Thread.onSpinWait();
        }
        assertThat(connections.count(names)).isEqualTo(1);
    }

    private static void close(List<SocketChannel> channels) throws IOException {
        for (SocketChannel channel : channels) {
            channel.close();
        }
    }
}
