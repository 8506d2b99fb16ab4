package dev.handoff.fd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handoff.testing.Literal;
import dev.handoff.testing.NoLeakedDescriptors;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(NoLeakedDescriptors.class)
class SocketsTest {
    private static Path ofLength(Path folder, int bytes) {
        int rest = bytes - folder.toString().length() - 1;
        return folder.resolve("x".repeat(rest));
    }

    @Test
    void takesAPathOf107BytesAndNotOneMore(@TempDir Path folder) throws IOException {
        Path longest = ofLength(folder, 107);
        try (OwnedFd listener = Sockets.listenUnix(longest, 1)) {
            assertThat(SocketFacts.of(listener).name().path()).isEqualTo(longest);
            assertThat(Sockets.answersAt(longest)).isTrue();
        }
        Path tooLong = ofLength(folder, 108);
        assertThatThrownBy(() -> Sockets.listenUnix(tooLong, 1))
                .isInstanceOf(PathTooLongException.class)
                .hasMessageContaining("107")
                .hasMessageContaining("108");
        assertThatThrownBy(() -> UnixStream.connect(tooLong, Duration.ofSeconds(1)))
                .isInstanceOf(PathTooLongException.class);
    }

    /** sockaddr_un would make an abstract name of it, in reach of every user. */
    @Test
    void takesNoEmptyPath() {
        assertThatThrownBy(() -> Sockets.listenUnix(Path.of(""), 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> UnixStream.connect(Path.of(""), Duration.ofSeconds(1)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void countsThePathInBytes(@TempDir Path folder) {
        Path umlauts = folder.resolve("ü".repeat(50));
        assertThatThrownBy(() -> Sockets.listenUnix(umlauts, 1)).isInstanceOf(PathTooLongException.class);
    }

    @Test
    void bindsOverNothingThatExists(@TempDir Path folder) throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        assertThatThrownBy(() -> Sockets.listenUnix(file, 1)).hasMessage("bind: EADDRINUSE");
        assertThatThrownBy(() -> Sockets.listenUnix(folder.resolve("no/such/folder"), 1))
                .hasMessage("bind: ENOENT");
    }

    @Test
    void bindsNoPortThatIsTaken() throws IOException {
        try (OwnedFd listener = Sockets.listenTcp(Family.INET, Literal.anyPort("127.0.0.1"), 1)) {
            InetSocketAddress taken = SocketFacts.of(listener).name().inetSocketAddress();
            assertThatThrownBy(() -> Sockets.listenTcp(Family.INET, taken, 1)).hasMessage("bind: EADDRINUSE");
        }
        assertThatThrownBy(() -> Sockets.listenTcp(Family.INET, Literal.anyPort("192.0.2.1"), 1))
                .hasMessage("bind: EADDRNOTAVAIL");
    }

    @Test
    void acceptsOnlyWhatWaits(@TempDir Path folder) throws IOException {
        Path path = folder.resolve("socket");
        try (OwnedFd listener = Sockets.listenUnix(path, 5)) {
            assertThat(Sockets.accept(listener)).isEmpty();
            try (UnixStream client = UnixStream.connect(path, Duration.ofSeconds(5));
                    OwnedFd accepted = Sockets.accept(listener).orElseThrow()) {
                assertThat(accepted.isNonBlocking()).isTrue();
                assertThat(OwnedFdTest.isCloseOnExec(accepted)).isTrue();
                assertThat(client.isHungUp()).isFalse();
            }
            assertThat(Sockets.accept(listener)).isEmpty();
        }
    }

    @Test
    void tellsALivePathFromAStaleOne(@TempDir Path folder) throws IOException {
        Path path = folder.resolve("socket");
        assertThat(Sockets.answersAt(path)).isFalse();
        try (OwnedFd listener = Sockets.listenUnix(path, 5)) {
            assertThat(Sockets.answersAt(path)).isTrue();
            assertThat(listener.isOpen()).isTrue();
        }
        assertThat(Files.exists(path)).as("nothing unlinks it").isTrue();
        assertThat(Sockets.answersAt(path)).isFalse();
    }
}
