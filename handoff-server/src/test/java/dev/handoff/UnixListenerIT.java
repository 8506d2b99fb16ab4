package dev.handoff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A listener on a Unix path: handed over like any other, its file taken away by the last owner and by nobody else. */
class UnixListenerIT extends ProcessFixture {
    private Path path = Path.of("unset");
    private String listen = "";

    @BeforeEach
    void choosePath() {
        path = temp.resolve("app.sock");
        listen = "listen=http@unix:" + path;
    }

    private boolean isThere() {
        return Files.exists(path, LinkOption.NOFOLLOW_LINKS);
    }

    private String ask() throws IOException {
        return Front.ask(UnixDomainSocketAddress.of(path));
    }

    @Test
    void noClientIsRefusedWhileItIsHandedOverAndTheLastOwnerTakesThePathAway() throws Exception {
        ServiceProcess owner = serving("v1", listen);
        AtomicBoolean over = new AtomicBoolean();
        List<String> answers = new CopyOnWriteArrayList<>();
        Thread clients = new Thread(() -> {
            while (!over.get()) {
                try {
                    answers.add(ask());
                } catch (IOException | AssertionError e) {
                    answers.add(e.toString());
                }
            }
        });
        clients.start();
        for (String release : List.of("v2", "v3")) {
            ServiceProcess next = serving(release, listen);
            assertThat(owner.awaitExit()).isZero();
            owner = next;
            await().atMost(LONG).until(() -> answers.contains(release));
        }
        over.set(true);
        clients.join();
        assertThat(answers).isSubsetOf("v1", "v2", "v3").contains("v1", "v2", "v3");
        owner.signal("TERM");
        assertThat(owner.awaitExit()).isZero();
        assertThat(isThere()).isFalse();
    }

    @Test
    void anHeirKeepsThePathOfAPredecessorThatWasTerminated() throws Exception {
        ServiceProcess first = serving("v1", listen, "drain=300");
        ServiceProcess second = warming("v2", listen);
        first.signal("TERM");
        assertThat(first.awaitExit()).isZero();
        assertThat(isThere()).isTrue();
        second.tell("warm");
        assertThat(ask()).isEqualTo("v2");
        awaitOwner(second);
    }

    @Test
    void aPathThatAnotherHasTakenMeanwhileStays() throws Exception {
        ServiceProcess first = serving("v1", listen);
        Files.delete(path);
        try (ServerSocketChannel stranger = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            stranger.bind(UnixDomainSocketAddress.of(path));
            first.signal("TERM");
            assertThat(first.awaitExit()).isZero();
            assertThat(isThere()).isTrue();
        }
        // Nor one that is stale, and not ours.
        ServiceProcess second = serving("v2", "listen=http@127.0.0.1:0");
        second.signal("TERM");
        assertThat(second.awaitExit()).isZero();
        assertThat(isThere()).isTrue();
    }

    @Test
    void anOpeningThatFailsLeavesNoPathBehind() throws Exception {
        try (ServerSocket stranger = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            ServiceProcess first = start("v1", listen + ",taken@127.0.0.1:" + stranger.getLocalPort());
            assertThat(first.await("FAILED")).contains("AddressInUseException");
            assertThat(isThere()).isFalse();
        }
    }

    @Test
    void aReleaseThatIsUndoneTakesAwayWhatItAloneHadBound() throws Exception {
        Path added = temp.resolve("added.sock");
        ServiceProcess first = serving("v1", listen);
        ServiceProcess second = serving("v2", PROBATION, listen + ",added@unix:" + added);
        assertThat(Front.ask(UnixDomainSocketAddress.of(added))).isEqualTo("v2");
        second.tell("fail");
        assertThat(second.await("GONE")).isEqualTo("RECLAIMED");
        assertThat(added).doesNotExist();
        assertThat(isThere()).isTrue();
        await().atMost(LONG).until(() -> ask().equals("v1"));
        awaitOwner(first);
    }

    @Test
    void aPathThatAKillLeftBehindIsTakenOver() throws Exception {
        ServiceProcess first = serving("v1", listen);
        first.signal("KILL");
        first.awaitExit();
        assertThat(isThere()).isTrue();
        serving("v2", listen);
        assertThat(ask()).isEqualTo("v2");
    }
}
