package dev.handoff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import dev.handoff.fd.Seat;
import dev.handoff.testing.NoLeakedDescriptors;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A listener under a channel that a server has bound itself, to an address of no meaning. */
@Timeout(60)
@ExtendWith(NoLeakedDescriptors.class)
class ReseatTest {
    @TempDir
    private Path folder;

    private Handoff open() throws Exception {
        return Handoff.at(folder.resolve("private").resolve("c"))
                .listener("http", "127.0.0.1:0")
                .handleSignals(false)
                .open();
    }

    private static ServerSocketChannel bound() throws IOException {
        ServerSocketChannel own = ServerSocketChannel.open();
        own.bind(new InetSocketAddress("127.0.0.1", 0));
        own.configureBlocking(false);
        return own;
    }

    private static Seat seatOf(ServerSocketChannel own) throws IOException {
        return Seat.listeningAt(((InetSocketAddress) own.getLocalAddress()).getPort());
    }

    private static void assertLeadsTo(ServerSocketChannel own, SocketAddress address) throws IOException {
        try (Socket client = new Socket()) {
            client.connect(address, 10_000);
            await().untilAsserted(() -> {
                try (SocketChannel accepted = own.accept()) {
                    assertThat(accepted).isNotNull();
                    assertThat(accepted.getRemoteAddress()).isEqualTo(client.getLocalSocketAddress());
                }
            });
        }
    }

    @Test
    void leadsFromTheSideDoorBeforeReadyAndFromTheRealAddressAfterwards() throws Exception {
        try (ServerSocketChannel own = bound();
                Handoff handoff = open()) {
            ServerSocketChannel before = handoff.channel("http");
            handoff.reseat("http", seatOf(own));
            assertThat(before.isOpen()).isFalse();
            try (Socket early = new Socket()) {
                early.connect(handoff.address("http"), 10_000);
                assertLeadsTo(own, handoff.sideDoor("http")); // and the early one waits
                handoff.ready();
                await().untilAsserted(() -> {
                    try (SocketChannel accepted = own.accept()) {
                        assertThat(accepted).isNotNull();
                        assertThat(accepted.getRemoteAddress()).isEqualTo(early.getLocalSocketAddress());
                    }
                });
            }
            assertLeadsTo(own, handoff.address("http"));
        }
    }

    @Test
    void isRefusedOnceTheGateIsOpen() throws Exception {
        try (ServerSocketChannel own = bound();
                Handoff handoff = open();
                ServerSocketChannel served = handoff.channel("http")) {
            handoff.ready();
            assertThatIllegalStateException().isThrownBy(() -> handoff.reseat("http", seatOf(own)));
            assertLeadsTo(served, handoff.address("http"));
        }
    }

    @Test
    void findsNoSeatWhereNothingListens() throws Exception {
        ServerSocketChannel own = bound();
        int port = ((InetSocketAddress) own.getLocalAddress()).getPort();
        own.close();
        assertThatIOException().isThrownBy(() -> Seat.listeningAt(port)).withMessageContaining("listens at port");
    }
}
