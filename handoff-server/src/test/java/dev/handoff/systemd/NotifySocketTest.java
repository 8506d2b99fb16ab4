package dev.handoff.systemd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handoff.fd.DatagramReader;
import dev.handoff.fd.Family;
import dev.handoff.fd.OwnedFd;
import dev.handoff.fd.SocketFacts;
import dev.handoff.fd.Sockets;
import dev.handoff.testing.NoLeakedDescriptors;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(NoLeakedDescriptors.class)
class NotifySocketTest {
    @TempDir
    private Path folder;

    private String path() {
        return folder.resolve("notify").toString();
    }

    @Test
    void saysAllOfANoticeInOneDatagram() throws IOException {
        try (DatagramReader manager = DatagramReader.at(path())) {
            NotifySocket socket =
                    NotifySocket.of(Map.of("NOTIFY_SOCKET", path())).orElseThrow();
            assertThat(socket.tell(Notice.of()
                            .ready()
                            .mainPid(4711)
                            .status("two\nlines")
                            .extendTimeout(Duration.ofSeconds(10))
                            .stopping()))
                    .isTrue();
            try (DatagramReader.Datagram said = manager.read()) {
                assertThat(said.text())
                        .isEqualTo("READY=1\nMAINPID=4711\nSTATUS=two lines\nEXTEND_TIMEOUT_USEC=10000000\nSTOPPING=1");
            }
        }
    }

    @Test
    void storesTheVerySocketUnderItsName() throws IOException {
        try (DatagramReader manager = DatagramReader.at(path());
                OwnedFd listener =
                        Sockets.listenTcp(Family.INET, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1)) {
            NotifySocket socket = NotifySocket.at(path());
            assertThat(socket.store("http", listener)).isTrue();
            try (DatagramReader.Datagram said = manager.read()) {
                assertThat(said.text()).isEqualTo("FDSTORE=1\nFDNAME=http");
                assertThat(said.descriptors()).hasSize(1);
                assertThat(SocketFacts.of(said.descriptors().get(0)).cookie())
                        .isEqualTo(SocketFacts.of(listener).cookie());
            }
            assertThat(socket.tell(Notice.of().forget("http"))).isTrue();
            try (DatagramReader.Datagram said = manager.read()) {
                assertThat(said.text()).isEqualTo("FDSTOREREMOVE=1\nFDNAME=http");
            }
        }
    }

    @Test
    void goesOnWithoutAManagerAndFindsItWhenItIsBack() throws IOException {
        NotifySocket socket = NotifySocket.at(path());
        assertThat(socket.tell(Notice.of().ready())).isFalse();
        try (DatagramReader manager = DatagramReader.at(path())) {
            assertThat(socket.tell(Notice.of().ready())).isTrue();
            manager.read().close();
        }
        assertThat(NotifySocket.at("/" + "x".repeat(200)).tell(Notice.of().ready()))
                .isFalse();
        assertThat(NotifySocket.at("vsock:2:1234").tell(Notice.of().ready())).isFalse();
    }

    @Test
    void doesNotWaitLongForAManagerThatHangs() throws IOException {
        try (DatagramReader manager = DatagramReader.at(path())) {
            NotifySocket socket = NotifySocket.at(path());
            long from = System.nanoTime();
            while (socket.tell(Notice.of().ready())) {
                assertThat(Duration.ofNanos(System.nanoTime() - from)).isLessThan(Duration.ofSeconds(60));
            }
            assertThat(manager.isReadable(Duration.ZERO)).isTrue();
        }
    }

    @Test
    void isNotThereWithoutTheVariable() {
        assertThat(NotifySocket.of(Map.of())).isEmpty();
        assertThat(NotifySocket.of(Map.of("NOTIFY_SOCKET", ""))).isEmpty();
    }

    @Test
    void noProcessHasTheNumberNought() {
        assertThatThrownBy(() -> Notice.of().mainPid(0)).isInstanceOf(IllegalArgumentException.class);
    }
}
