package dev.handoff.fd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.testing.NoLeakedDescriptors;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(NoLeakedDescriptors.class)
class ListenerOptionsTest {
    private static final int SOL_SOCKET = 1;
    private static final int SO_SNDBUF = 7;
    private static final int SO_RCVBUF = 8;
    private static final int SO_KEEPALIVE = 9;
    private static final int SO_LINGER = 13;
    private static final int IPPROTO_TCP = 6;
    private static final int TCP_NODELAY = 1;

    @Test
    void carriesWhatWasChangedAndNothingElse() throws IOException {
        try (OwnedFd from = listener();
                OwnedFd to = listener()) {
            ListenerOptions before = ListenerOptions.of(from);
            SocketOptions.write(from, SOL_SOCKET, SO_RCVBUF, 20_000);
            SocketOptions.write(from, SOL_SOCKET, SO_KEEPALIVE, 1);
            SocketOptions.write(from, IPPROTO_TCP, TCP_NODELAY, 1);
            SocketOptions.writeLong(from, SOL_SOCKET, SO_LINGER, 7L << 32 | 1);
            SocketOptions.write(to, SOL_SOCKET, SO_SNDBUF, 30_000);

            assertThat(ListenerOptions.of(from).carry(before, to)).isEmpty();

            assertThat(read(to, SOL_SOCKET, SO_RCVBUF)).isEqualTo(40_000);
            assertThat(read(to, SOL_SOCKET, SO_KEEPALIVE)).isEqualTo(1);
            assertThat(read(to, IPPROTO_TCP, TCP_NODELAY)).isEqualTo(1);
            assertThat(to.<Long>use(fd ->
                            SocketOptions.find(fd, SOL_SOCKET, SO_LINGER, 8).getAsLong()))
                    .isEqualTo(7L << 32 | 1);
            assertThat(read(to, SOL_SOCKET, SO_SNDBUF)).isEqualTo(60_000);
        }
    }

    @Test
    void saysWhatCouldNotBeSet() throws IOException {
        try (OwnedFd from = listener()) {
            OwnedFd to = listener();
            to.close();
            ListenerOptions before = ListenerOptions.of(from);
            SocketOptions.write(from, SOL_SOCKET, SO_KEEPALIVE, 1);
            assertThat(ListenerOptions.of(from).carry(before, to))
                    .singleElement()
                    .asString()
                    .contains("SO_KEEPALIVE");
        }
    }

    @Test
    void knowsAListenerThatTakesIpv6Only() throws IOException {
        try (OwnedFd dual = Sockets.listenTcp(Family.INET6, loopback(), 1);
                OwnedFd only = OwnedFd.of((int) Libc.SOCKET.tried(Family.INET6.number(), 1 | 0x80000, 0))) {
            SocketOptions.write(only, 41, 26, 1);
            assertThat(ListenerOptions.isIpv6Only(dual)).isFalse();
            assertThat(ListenerOptions.isIpv6Only(only)).isTrue();
        }
    }

    private static int read(OwnedFd fd, int level, int option) throws IOException {
        return fd.use(number -> SocketOptions.readInt(number, level, option));
    }

    private static OwnedFd listener() throws IOException {
        return Sockets.listenTcp(Family.INET, loopback(), 1);
    }

    private static InetSocketAddress loopback() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }
}
