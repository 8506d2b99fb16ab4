package dev.handoff.fd;

import static dev.handoff.fd.UnixStreamTest.sockets;
import static dev.handoff.fd.UnixStreamTest.soon;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handoff.testing.ChildJvm;
import dev.handoff.testing.NoLeakedDescriptors;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a {@link UnixStream} does when the peer, or the machine, fails it. Nothing that arrived may stay open. */
@ExtendWith(NoLeakedDescriptors.class)
class UnixStreamFailureTest {
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

    private void sendWith(int count, int bytes) throws IOException {
        List<OwnedFd> sent = sockets(count);
        try {
            here.send(new byte[bytes], sent, soon());
        } finally {
            OwnedFd.closeAll(sent);
        }
    }

    // Room for an odd number is room for one more: the kernel pads the control area, and delivers into the padding.
    @ParameterizedTest
    @CsvSource({"1,0", "2,1", "3,2", "4,3", "6,5", "128,1", "128,127"})
    void refusesMoreDescriptorsThanMayCome(int count, int most) throws IOException {
        sendWith(count, 4);
        assertThatThrownBy(() -> there.receive(new byte[4], most, soon()))
                .isInstanceOf(TruncatedException.class)
                .hasMessageContaining("all closed");
    }

    @Test
    void refusesDescriptorsOnALaterByte() throws IOException {
        sendWith(1, 2);
        sendWith(1, 2);
        assertThatThrownBy(() -> there.receive(new byte[4], 2, soon())).isInstanceOf(TruncatedException.class);
    }

    @Test
    void refusesDescriptorsThatFollowPlainBytes() throws IOException {
        here.send(new byte[2], List.of(), soon());
        sendWith(3, 2);
        assertThatThrownBy(() -> {
                    there.receive(new byte[2], 0, soon());
                    there.receive(new byte[2], 0, soon());
                })
                .isInstanceOf(TruncatedException.class);
    }

    @Test
    void refusesWhatTheProcessHasNoRoomFor() throws Exception {
        try (ChildJvm child = ChildJvm.startLimited(200, FullTableMain.class)) {
            assertThat(child.line()).isEqualTo("refused, left open {}");
            assertThat(child.line()).isEqualTo("then 2 received");
            assertThat(child.awaitExit(30)).isZero();
        }
    }

    @Test
    void endsAtTheDeadlineThoughBytesKeepComing() throws Exception {
        CompletableFuture<Void> slow = CompletableFuture.runAsync(() -> {
            try {
                sendWith(2, 1);
                while (!there.isHungUp()) {
                    here.send(new byte[1], List.of(), soon());
                    Thread.sleep(20);
                }
            } catch (IOException | InterruptedException ended) {
                // The reader gave up; that is the end of the test.
            }
        });
        long start = System.nanoTime();
        assertThatThrownBy(() -> there.receive(new byte[60_000], 2, Deadline.in(Duration.ofMillis(300))))
                .isInstanceOf(TimeoutException.class)
                .hasMessageContaining("receive");
        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .isBetween(Duration.ofMillis(290), Duration.ofSeconds(5));
        there.close();
        slow.get(10, TimeUnit.SECONDS);
    }

    @Test
    void endsAtTheDeadlineWhenNobodyReads() {
        long start = System.nanoTime();
        assertThatThrownBy(() -> here.send(new byte[4 << 20], List.of(), Deadline.in(Duration.ofMillis(200))))
                .isInstanceOf(TimeoutException.class)
                .hasMessageContaining("send");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
    }

    @Test
    void closingWakesAReceiver() throws Exception {
        assertEndsByClosing(() -> there.receive(new byte[1], 0, Deadline.never()), there);
    }

    @Test
    void closingWakesASender() throws Exception {
        assertEndsByClosing(
                () -> {
                    here.send(new byte[4 << 20], List.of(), Deadline.never());
                    return here;
                },
                here);
    }

    private static void assertEndsByClosing(Callable<?> waiting, UnixStream stream) throws Exception {
        CompletableFuture<Thread> thread = new CompletableFuture<>();
        CompletableFuture<Void> done = CompletableFuture.runAsync(() -> {
            thread.complete(Thread.currentThread());
            try {
                waiting.call();
            } catch (Exception e) {
                throw new CompletionException(e);
            }
        });
        ParkedThread.awaitInPoll(thread.get(10, TimeUnit.SECONDS));
        stream.close();
        assertThatThrownBy(() -> done.get(10, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(IOException.class);
    }

    @Test
    void saysThatThePeerIsGone() throws IOException {
        there.close();
        assertThatThrownBy(() -> here.send(new byte[1], List.of(), soon()))
                .isInstanceOfSatisfying(
                        ErrnoException.class, e -> assertThat(e.is(Errno.EPIPE)).isTrue())
                .hasMessage("sendmsg: EPIPE");
        assertThatThrownBy(() -> here.receive(new byte[1], 0, soon()))
                .isInstanceOf(EOFException.class)
                .hasMessage("end of file");
    }

    @Test
    void saysThatThePeerWentInMidMessage() throws IOException {
        sendWith(3, 2);
        here.close();
        assertThatThrownBy(() -> there.receive(new byte[3], 3, soon()))
                .isInstanceOf(EOFException.class)
                .hasMessageContaining("within a message");
    }

    @Test
    void closesWhatWasOnItsWayWhenThePeerCloses() throws IOException {
        sendWith(20, 2);
        there.close();
        assertThatThrownBy(() -> here.receive(new byte[1], 0, soon()))
                .isInstanceOfSatisfying(
                        ErrnoException.class, e -> assertThat(e.errno()).isEqualTo(Errno.ECONNRESET));
    }

    @Test
    void namesTheErrorWhenNobodyListens(@TempDir Path folder) throws IOException {
        Path stale = folder.resolve("stale");
        Sockets.listenUnix(stale, 1).close();
        assertThatThrownBy(() -> UnixStream.connect(stale, Duration.ofSeconds(1)))
                .hasMessage("connect: ECONNREFUSED");
        assertThatThrownBy(() -> UnixStream.connect(folder.resolve("none"), Duration.ofSeconds(1)))
                .hasMessage("connect: ENOENT");
        Path file = Files.createFile(folder.resolve("file"));
        assertThatThrownBy(() -> UnixStream.connect(file, Duration.ofSeconds(1)))
                .hasMessage("connect: ECONNREFUSED");
    }

    @Test
    void waitsForAFullBacklogOnlyAsLongAsItWasTold(@TempDir Path folder) throws IOException {
        Path path = folder.resolve("full");
        try (OwnedFd listener = Sockets.listenUnix(path, 0);
                UnixStream only = UnixStream.connect(path, Duration.ofSeconds(5))) {
            long start = System.nanoTime();
            assertThatThrownBy(() -> UnixStream.connect(path, Duration.ofMillis(200)))
                    .hasMessage("connect: EAGAIN");
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
            assertThat(Sockets.answersAt(path)).as("it is held, if busy").isTrue();
            assertThat(only.isOpen()).isTrue();
            assertThat(listener.isOpen()).isTrue();
        }
    }
}
