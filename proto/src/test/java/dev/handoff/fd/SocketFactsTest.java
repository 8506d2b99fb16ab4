package dev.handoff.fd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handoff.testing.Literal;
import dev.handoff.testing.NoLeakedDescriptors;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(NoLeakedDescriptors.class)
class SocketFactsTest {
    private static SocketFacts listenTcp(Family family, String ip) throws IOException {
        try (OwnedFd fd = Sockets.listenTcp(family, Literal.anyPort(ip), 16)) {
            assertThat(fd.isNonBlocking()).isTrue();
            assertThat(OwnedFdTest.isCloseOnExec(fd)).isTrue();
            return SocketFacts.of(fd);
        }
    }

    @Test
    void tellsAnIpv4Listener() throws IOException {
        SocketFacts facts = listenTcp(Family.INET, "127.0.0.1");
        assertThat(facts.family()).isEqualTo(Family.INET);
        assertThat(facts.type()).isEqualTo(SocketType.STREAM);
        assertThat(facts.protocol()).isEqualTo(6);
        assertThat(facts.isListening()).isTrue();
        assertThat(facts.isReusePort()).isFalse();
        assertThat(facts.name()).hasToString("127.0.0.1:" + facts.name().port());
        assertThat(facts.name().port()).isPositive();
        assertThat(facts.name().bytes()).containsExactly(127, 0, 0, 1);
        assertThat(listenTcp(Family.INET, "0.0.0.0").name().toString()).startsWith("0.0.0.0:");
    }

    @Test
    void tellsAnIpv6Listener() throws IOException {
        SocketFacts facts = listenTcp(Family.INET6, "::1");
        assertThat(facts.family()).isEqualTo(Family.INET6);
        assertThat(facts.name()).hasToString("[::1]:" + facts.name().port());
        assertThat(listenTcp(Family.INET6, "::").name().toString()).startsWith("[::]:");
    }

    /** What the JDK binds for an IPv4 address unless told otherwise: mapped in the kernel, IPv4 to a reader. */
    @Test
    void tellsADualStackListenerAsItIs() throws IOException {
        SocketFacts facts = listenTcp(Family.INET6, "127.0.0.1");
        assertThat(facts.family()).isEqualTo(Family.INET6);
        assertThat(facts.name().family()).isEqualTo(Family.INET6);
        assertThat(facts.name().bytes()).hasSize(16).endsWith(127, 0, 0, 1);
        assertThat(facts.name().inetSocketAddress().getAddress().getHostAddress())
                .isEqualTo("127.0.0.1");
        assertThat(facts.name()).hasToString("127.0.0.1:" + facts.name().port());
        assertThat(listenTcp(Family.INET6, "0.0.0.0").name().toString())
                .as("the IPv4 wildcard of a dual stack socket is the IPv6 one")
                .startsWith("[::]:");
    }

    @Test
    void tellsAUnixListenerByItsPath(@TempDir Path folder) throws IOException {
        Path path = folder.resolve("sö cket");
        try (OwnedFd fd = Sockets.listenUnix(path, 16)) {
            SocketFacts facts = SocketFacts.of(fd);
            assertThat(facts.family()).isEqualTo(Family.UNIX);
            assertThat(facts.protocol()).isZero();
            assertThat(facts.isListening()).isTrue();
            assertThat(facts.name().path()).isEqualTo(path);
            assertThat(facts.name()).hasToString("unix:" + path);
            assertThat(OwnedFdTest.isCloseOnExec(fd)).isTrue();
        }
    }

    @Test
    void tellsAnUnnamedSocketThatDoesNotListen() throws IOException {
        try (OwnedFd fd = Sockets.unixStream()) {
            SocketFacts facts = SocketFacts.of(fd);
            assertThat(facts.isListening()).isFalse();
            assertThat(facts.name()).hasToString("unix:");
            assertThatThrownBy(() -> facts.name().path()).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void tellsTwoSocketsApartAndADuplicateNot() throws IOException {
        try (OwnedFd one = Sockets.unixStream();
                OwnedFd twin = one.duplicate();
                OwnedFd other = Sockets.unixStream()) {
            assertThat(SocketFacts.of(one)).isEqualTo(SocketFacts.of(twin));
            assertThat(SocketFacts.of(one).cookie())
                    .isNotEqualTo(SocketFacts.of(other).cookie());
            assertThat(SocketFacts.of(one).networkNamespace())
                    .isEqualTo(SocketFacts.of(other).networkNamespace());
        }
    }

    @Test
    void tellsASharedPort() throws IOException {
        try (ServerSocketChannel channel = ServerSocketChannel.open()) {
            channel.setOption(StandardSocketOptions.SO_REUSEPORT, true);
            channel.bind(Literal.anyPort("127.0.0.1"));
            InetSocketAddress address = (InetSocketAddress) channel.getLocalAddress();
            Optional<SocketFacts> facts = Optional.empty();
            for (int number :
                    dev.handoff.testing.OpenDescriptors.now().targets().keySet()) {
                facts = facts.or(() -> listening(number, address.getPort()));
            }
            assertThat(facts)
                    .hasValueSatisfying(found -> assertThat(found.isReusePort()).isTrue());
        }
    }

    private static Optional<SocketFacts> listening(int number, int port) {
        try {
            // Lent: the channel owns it, so this owner is forgotten unclosed.
            SocketFacts facts = SocketFacts.of(OwnedFd.of(number));
            return facts.isListening() && facts.name().port() == port ? Optional.of(facts) : Optional.empty();
        } catch (IOException notASocket) {
            return Optional.empty();
        }
    }

    @Test
    void saysThatAFileIsNoSocket() throws IOException {
        assertThat(SocketFacts.cookie(0)).isEmpty();
        assertThat(SocketFacts.cookie(-1)).isEmpty();
        OwnedFd standardInput = OwnedFd.of(0);
        assertThatThrownBy(() -> SocketFacts.of(standardInput)).hasMessage("getsockopt: ENOTSOCK");
        standardInput.release();
    }
}
