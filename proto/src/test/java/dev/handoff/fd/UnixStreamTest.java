package dev.handoff.fd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handoff.testing.NoLeakedDescriptors;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(NoLeakedDescriptors.class)
class UnixStreamTest {
    private UnixStream here;
    private UnixStream there;

    @BeforeEach
    void connect() throws IOException {
        List<UnixStream> pair = UnixStream.pair();
        here = pair.get(0);
        there = pair.get(1);
    }

    @AfterEach
    void disconnect() {
        here.close();
        there.close();
    }

    static Deadline soon() {
        return Deadline.in(Duration.ofSeconds(20));
    }

    static List<OwnedFd> sockets(int count) throws IOException {
        List<OwnedFd> sockets = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            sockets.add(Sockets.unixStream());
        }
        return sockets;
    }

    static List<Long> cookies(List<OwnedFd> fds) throws IOException {
        List<Long> cookies = new ArrayList<>();
        for (OwnedFd fd : fds) {
            cookies.add(SocketFacts.of(fd).cookie());
        }
        return cookies;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 7, 64, UnixStream.MAX_DESCRIPTORS})
    void carriesBytesAndTheVerySockets(int count) throws IOException {
        List<OwnedFd> sent = sockets(count);
        here.send("hello".getBytes(StandardCharsets.US_ASCII), sent, soon());
        byte[] received = new byte[5];
        List<OwnedFd> arrived = there.receive(received, UnixStream.MAX_DESCRIPTORS, soon());
        try {
            assertThat(received).asString().isEqualTo("hello");
            assertThat(cookies(arrived)).isEqualTo(cookies(sent));
            for (OwnedFd fd : arrived) {
                assertThat(OwnedFdTest.isCloseOnExec(fd)).isTrue();
            }
            assertThat(sent).as("what was sent stays the sender's").allMatch(OwnedFd::isOpen);
        } finally {
            OwnedFd.closeAll(arrived);
            OwnedFd.closeAll(sent);
        }
    }

    @Test
    void manyMessagesUnderGarbageCollectionArriveWhole() throws IOException {
        List<OwnedFd> sent = sockets(100);
        List<Long> expected = cookies(sent);
        byte[] bytes = new byte[1000];
        byte[] received = new byte[1000];
        Random random = new Random(7);
        for (int round = 0; round < 200; round++) {
            random.nextBytes(bytes);
            here.send(bytes, sent, soon());
            if (round % 20 == 0) {
                System.gc();
            }
            List<OwnedFd> arrived = there.receive(received, 100, soon());
            assertThat(received).isEqualTo(bytes);
            assertThat(cookies(arrived)).isEqualTo(expected);
            OwnedFd.closeAll(arrived);
        }
        OwnedFd.closeAll(sent);
    }

    /** A megabyte through a socket buffer of some 200 KiB: the rest of the message must not carry the descriptors again. */
    @Test
    void sendsMoreThanTheSocketHoldsWithTheDescriptorsOnce() throws Exception {
        byte[] bytes = new byte[1 << 20];
        new Random(1).nextBytes(bytes);
        List<OwnedFd> sent = sockets(3);
        CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> {
            try {
                here.send(bytes, sent, soon());
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
        byte[] first = new byte[1];
        List<OwnedFd> arrived = there.receive(first, 3, soon());
        byte[] rest = new byte[bytes.length - 1];
        assertThat(there.receive(rest, 0, soon())).isEmpty();
        sending.get(10, TimeUnit.SECONDS);
        assertThat(first[0]).isEqualTo(bytes[0]);
        assertThat(rest).isEqualTo(Arrays.copyOfRange(bytes, 1, bytes.length));
        assertThat(cookies(arrived)).isEqualTo(cookies(sent));
        OwnedFd.closeAll(arrived);
        OwnedFd.closeAll(sent);
    }

    @Test
    void putsAMessageTogetherThatComesByteByByte() throws Exception {
        List<OwnedFd> sent = sockets(2);
        byte[] bytes = "one at a time".getBytes(StandardCharsets.US_ASCII);
        CompletableFuture<Void> trickle = CompletableFuture.runAsync(() -> {
            try {
                for (int i = 0; i < bytes.length; i++) {
                    here.send(new byte[] {bytes[i]}, i == 0 ? sent : List.of(), soon());
                    Thread.sleep(2);
                }
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        byte[] received = new byte[bytes.length];
        List<OwnedFd> arrived = there.receive(received, 2, soon());
        trickle.get(10, TimeUnit.SECONDS);
        assertThat(received).isEqualTo(bytes);
        assertThat(cookies(arrived)).isEqualTo(cookies(sent));
        OwnedFd.closeAll(arrived);
        OwnedFd.closeAll(sent);
    }

    /** The descriptors belong to the first byte of a send, however the receiver cuts what it reads. */
    @Test
    void readingExactlyWhatIsNeededKeepsMessagesApart() throws IOException {
        List<OwnedFd> sent = sockets(2);
        here.send(new byte[] {1, 1}, List.of(sent.get(0)), soon());
        here.send(new byte[] {2, 2}, List.of(sent.get(1)), soon());
        byte[] two = new byte[2];
        List<OwnedFd> first = there.receive(two, 128, soon());
        assertThat(two).containsExactly(1, 1);
        List<OwnedFd> second = there.receive(two, 128, soon());
        assertThat(two).containsExactly(2, 2);
        assertThat(cookies(first)).isEqualTo(cookies(List.of(sent.get(0))));
        assertThat(cookies(second)).isEqualTo(cookies(List.of(sent.get(1))));
        OwnedFd.closeAll(first);
        OwnedFd.closeAll(second);
        OwnedFd.closeAll(sent);
    }

    @Test
    void bothSidesMaySpeakAtOnce() throws Exception {
        byte[] bytes = new byte[300_000];
        // The common pool may have a single thread, and both senders block.
        Executor eachOnItsOwnThread = work -> new Thread(work).start();
        CompletableFuture<Void> answering = CompletableFuture.runAsync(
                () -> {
                    try {
                        there.send(bytes, List.of(), soon());
                    } catch (IOException e) {
                        throw new IllegalStateException(e);
                    }
                },
                eachOnItsOwnThread);
        CompletableFuture<Void> asking = CompletableFuture.runAsync(
                () -> {
                    try {
                        here.send(bytes, List.of(), soon());
                    } catch (IOException e) {
                        throw new IllegalStateException(e);
                    }
                },
                eachOnItsOwnThread);
        there.receive(new byte[bytes.length], 0, soon());
        here.receive(new byte[bytes.length], 0, soon());
        asking.get(10, TimeUnit.SECONDS);
        answering.get(10, TimeUnit.SECONDS);
    }

    @Test
    void tellsWhetherThereIsSomethingToRead() throws IOException {
        assertThat(there.awaitReadable(Deadline.in(Duration.ZERO))).isFalse();
        here.send(new byte[1], List.of(), soon());
        assertThat(there.awaitReadable(soon())).isTrue();
        assertThat(there.isHungUp()).isFalse();
        here.close();
        assertThat(there.isHungUp()).as("though a byte is still unread").isTrue();
    }

    @Test
    void sendsNoMessageThatCouldNotCarryItsDescriptors() throws IOException {
        OwnedFd one = Sockets.unixStream();
        List<OwnedFd> tooMany = java.util.Collections.nCopies(UnixStream.MAX_DESCRIPTORS + 1, one);
        assertThatThrownBy(() -> here.send(new byte[1], tooMany, soon())).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> here.send(new byte[0], List.of(one), soon()))
                .isInstanceOf(IllegalArgumentException.class);
        one.close();
    }

    @Test
    void connectsToAListenerAtAPath(@TempDir Path folder) throws IOException {
        Path path = folder.resolve("socket");
        try (OwnedFd listener = Sockets.listenUnix(path, 1);
                UnixStream client = UnixStream.connect(path, Duration.ofSeconds(5));
                UnixStream server = UnixStream.of(Sockets.accept(listener).orElseThrow())) {
            client.send(new byte[] {42}, List.of(), soon());
            byte[] one = new byte[1];
            server.receive(one, 0, soon());
            assertThat(one).containsExactly(42);
        }
    }
}
