package dev.handoff.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.handoff.fd.Family;
import dev.handoff.fd.OwnedFd;
import dev.handoff.fd.Sockets;
import dev.handoff.fd.UnixStream;
import dev.handoff.testing.Literal;
import dev.handoff.testing.NoLeakedDescriptors;
import dev.handoff.testing.OpenDescriptors;
import dev.handoff.wire.v1.Envelope;
import dev.handoff.wire.v1.Listener;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@ExtendWith(NoLeakedDescriptors.class)
class ManifestTest {
    private NamedListener http;
    private NamedListener admin;

    @BeforeEach
    void bind() throws IOException {
        http = NamedListenerTest.tcp("http");
        admin = NamedListenerTest.tcp("admin");
    }

    @AfterEach
    void close() {
        http.close();
        admin.close();
    }

    private List<Listener> entries() {
        return List.of(Manifest.entry(http, 0), Manifest.entry(admin, 1));
    }

    /** What the receiver holds: descriptors of its own. */
    private List<OwnedFd> arrived() throws IOException {
        return List.of(http.fd().duplicate(), admin.fd().duplicate());
    }

    @Test
    void takesWhatIsAsItSays() throws IOException {
        List<NamedListener> checked = Manifest.check(entries(), arrived());
        assertThat(checked).extracting(NamedListener::name).containsExactly("http", "admin");
        assertThat(checked).extracting(NamedListener::facts).containsExactly(http.facts(), admin.facts());
        assertThat(checked).extracting(NamedListener::backlog).containsExactly(50, 50);
        Manifest.requireDistinct(checked);
        checked.forEach(NamedListener::close);
    }

    @Test
    void takesEveryKindOfListener(@TempDir Path folder) throws IOException {
        List<OwnedFd> made = List.of(
                Sockets.listenTcp(Family.INET, Literal.anyPort("0.0.0.0"), 1),
                Sockets.listenTcp(Family.INET6, Literal.anyPort("::"), 1),
                Sockets.listenTcp(Family.INET6, Literal.anyPort("127.0.0.1"), 1),
                Sockets.listenUnix(folder.resolve("socket"), 1));
        List<Listener> entries = new ArrayList<>();
        for (OwnedFd fd : made) {
            entries.add(Manifest.entry(NamedListener.of("n" + entries.size(), 1, fd), entries.size()));
        }
        List<NamedListener> checked = Manifest.check(entries, made);
        assertThat(checked).hasSize(4);
        for (int i = 0; i < 4; i++) {
            assertThat(Manifest.name(entries.get(i)))
                    .isEqualTo(checked.get(i).facts().name());
        }
        checked.forEach(NamedListener::close);
    }

    @Test
    void matchesDescriptorsByPositionNotByOrder() throws IOException {
        List<Listener> swapped = List.of(Manifest.entry(admin, 1), Manifest.entry(http, 0));
        List<NamedListener> checked = Manifest.check(swapped, arrived());
        assertThat(checked).extracting(NamedListener::facts).containsExactly(admin.facts(), http.facts());
        checked.forEach(NamedListener::close);
    }

    private static Arguments lie(String expected, UnaryOperator<Listener.Builder> change) {
        return Arguments.of(expected, change);
    }

    static Stream<Arguments> lies() {
        return Stream.of(
                lie("manifest says family INET6", entry -> entry.setFamily(dev.handoff.wire.v1.Family.INET6)),
                lie("manifest says family UNIX", entry -> entry.setFamily(dev.handoff.wire.v1.Family.UNIX)),
                lie("manifest says family UNRECOGNIZED", entry -> entry.setFamilyValue(44)),
                lie("manifest says type DATAGRAM", entry -> entry.setType(dev.handoff.wire.v1.SocketType.DATAGRAM)),
                lie("manifest says type TYPE_UNSPECIFIED", Listener.Builder::clearType),
                lie("manifest says protocol 17", entry -> entry.setProtocol(17)),
                lie("manifest says network namespace 1", entry -> entry.setNetworkNamespace(1)),
                lie("manifest says address 127.0.0.1:1,", entry -> {
                    entry.getAddressBuilder().setPort(1);
                    return entry;
                }),
                lie("manifest says address 127.0.0.2", entry -> {
                    entry.getAddressBuilder().setIp(ByteString.copyFrom(new byte[] {127, 0, 0, 2}));
                    return entry;
                }),
                lie("5 bytes of address", entry -> {
                    entry.getAddressBuilder().setIp(ByteString.copyFrom(new byte[5]));
                    return entry;
                }),
                lie("port 70000", entry -> {
                    entry.getAddressBuilder().setPort(70_000);
                    return entry;
                }),
                lie("0 bytes of address", Listener.Builder::clearAddress),
                lie("a listener's name is", entry -> entry.setName("a:b")),
                lie("a listener's name is", Listener.Builder::clearName),
                lie("claims descriptor 0 of 2", entry -> entry.setPosition(0)),
                lie("claims descriptor 2 of 2", entry -> entry.setPosition(2)),
                lie("claims descriptor 4294967295 of 2", entry -> entry.setPosition(-1)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("lies")
    void refusesALieAndClosesEverything(String expected, UnaryOperator<Listener.Builder> change) throws IOException {
        Listener lie = change.apply(entries().get(1).toBuilder()).build();
        List<OwnedFd> arrived = arrived();
        assertThatThrownBy(() -> Manifest.check(List.of(entries().get(0), lie), arrived))
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining(expected);
        assertThat(arrived).noneMatch(OwnedFd::isOpen);
    }

    @Test
    void refusesADescriptorTooFewOrTooMany() throws IOException {
        assertThatThrownBy(() -> Manifest.check(entries(), List.of(http.fd().duplicate())))
                .hasMessage("2 listeners, 1 descriptors");
        assertThatThrownBy(() -> Manifest.check(entries().subList(0, 1), arrived()))
                .hasMessage("1 listeners, 2 descriptors");
    }

    /** An accepted connection has its listener's address, family and type; it only does not listen. */
    @Test
    void refusesASocketThatDoesNotListen() throws IOException {
        try (SocketChannel client = SocketChannel.open(http.facts().name().inetSocketAddress())) {
            OwnedFd accepted = Sockets.accept(http.fd()).orElseThrow();
            assertThatThrownBy(() -> Manifest.check(entries().subList(0, 1), List.of(accepted)))
                    .isInstanceOf(ProtocolException.class)
                    .hasMessage("listener http does not listen");
            assertThat(client.isConnected()).isTrue();
        }
    }

    @Test
    void refusesWhatIsNoSocket(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("file");
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            OwnedFd fd = duplicateOf(file);
            assertThatThrownBy(() -> Manifest.check(entries().subList(0, 1), List.of(fd)))
                    .isInstanceOf(ProtocolException.class)
                    .hasMessage("listener http is no socket: getsockopt: ENOTSOCK");
            assertThat(fd.isOpen()).isFalse();
            assertThat(channel.isOpen()).isTrue();
        }
    }

    private static OwnedFd duplicateOf(Path file) throws IOException {
        for (Map.Entry<Integer, String> open : OpenDescriptors.now().targets().entrySet()) {
            if (open.getValue().equals(file.toString())) {
                OwnedFd lent = OwnedFd.of(open.getKey());
                OwnedFd duplicate = lent.duplicate();
                lent.release();
                return duplicate;
            }
        }
        throw new IllegalStateException(file + " is not open");
    }

    @Test
    void fitsOneFrameWhateverTheNames(@TempDir Path folder) throws IOException {
        Path path = folder.resolve("p".repeat(106 - folder.toString().length()));
        try (NamedListener longest =
                NamedListener.of("n".repeat(255), Integer.MAX_VALUE, Sockets.listenUnix(path, 1))) {
            Envelope.Builder grant = Envelope.newBuilder();
            for (int i = 0; i < UnixStream.MAX_DESCRIPTORS; i++) {
                grant.getGrantBuilder().addListeners(Manifest.entry(longest, i));
            }
            assertThat(grant.build().getSerializedSize()).isLessThan(FrameChannel.MAX_PAYLOAD);
        }
    }

    @Test
    void refusesOneSocketUnderTwoNames() throws IOException {
        NamedListener twin = NamedListener.of("twin", 0, http.fd().duplicate());
        assertThatThrownBy(() -> Manifest.requireDistinct(List.of(http, twin)))
                .isInstanceOf(ProtocolException.class)
                .hasMessage("listener twin is a socket that came under another name");
        twin.close();
    }

    @Test
    void refusesOneNameTwiceUnlessTheyShareAPort() throws IOException {
        NamedListener again = new NamedListener("http", admin.facts(), 0, 0, admin.fd());
        assertThatThrownBy(() -> Manifest.requireDistinct(List.of(http, again)))
                .isInstanceOf(ProtocolException.class)
                .hasMessage("listener http came twice");
        NamedListener second = new NamedListener("http", admin.facts(), 1, 0, admin.fd());
        Manifest.requireDistinct(List.of(http, second));
    }

    @Test
    void cutsThreeHundredListenersIntoFrames() {
        List<List<NamedListener>> parts = Manifest.parts(Collections.nCopies(300, http));
        assertThat(parts).extracting(List::size).containsExactly(128, 128, 44);
        assertThat(Manifest.parts(Collections.nCopies(128, http))).hasSize(1);
    }
}
