package dev.handoff.fd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handoff.testing.ChildJvm;
import dev.handoff.testing.NoLeakedDescriptors;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Who is at the other end, asked of the kernel about a process of its own. */
@ExtendWith(NoLeakedDescriptors.class)
class PeerTest {
    private static final int SIGTERM = 15;

    @Test
    void knowsThePeersProcessAndUser(@TempDir Path folder) throws Exception {
        Path path = folder.resolve("socket");
        try (OwnedFd listener = Sockets.listenUnix(path, 5);
                ChildJvm child = ChildJvm.start(ConnectingMain.class, path.toString());
                UnixStream stream = accept(listener)) {
            PeerCredentials peer = stream.peer();
            assertThat(peer.pid()).isEqualTo((int) child.pid());
            assertThat(peer.uid()).isEqualTo(PeerCredentials.ownUid());
            endsBySignal(stream, child);
        }
    }

    private static void endsBySignal(UnixStream stream, ChildJvm child) throws Exception {
        Optional<PidFd> peer = stream.peerPidFd();
        assertThat(peer).as("SO_PEERPIDFD, Linux 6.5").isPresent();
        try (PidFd held = peer.orElseThrow();
                PidFd opened = PidFd.of((int) child.pid())) {
            assertThat(held.awaitEnd(Deadline.in(Duration.ofMillis(50)))).isFalse();
            held.signal(SIGTERM);
            assertThat(held.awaitEnd(Deadline.in(Duration.ofSeconds(20)))).isTrue();
            assertThat(opened.awaitEnd(Deadline.in(Duration.ofSeconds(20)))).isTrue();
            assertThat(child.awaitExit(20)).isEqualTo(128 + SIGTERM);
            assertThatThrownBy(() -> held.signal(SIGTERM)).hasMessageEndingWith("ESRCH");
            assertThat(stream.isHungUp()).isTrue();
        }
    }

    private static UnixStream accept(OwnedFd listener) throws IOException {
        assertThat(Poll.readable(listener, Deadline.in(Duration.ofSeconds(30)))).isTrue();
        return UnixStream.of(Sockets.accept(listener).orElseThrow());
    }

    @Test
    void knowsNoProcessThatIsGone() throws Exception {
        Process gone = new ProcessBuilder("true").start();
        int pid = (int) gone.pid();
        gone.waitFor();
        gone.getInputStream().close();
        gone.getErrorStream().close();
        gone.getOutputStream().close();
        assertThatThrownBy(() -> PidFd.of(pid)).hasMessage("syscall: ESRCH");
    }
}
