package dev.handoff.fd;

import static dev.handoff.fd.UnixStreamTest.sockets;
import static dev.handoff.fd.UnixStreamTest.soon;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handoff.testing.NoLeakedDescriptors;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@ExtendWith(NoLeakedDescriptors.class)
class FaultyKernelTest {
    private static final int MSG_DONTWAIT = 0x40;
    private static final int MSG_NOSIGNAL = 0x4000;
    private static final int MSG_CMSG_CLOEXEC = 0x40000000;

    private final FaultyCalls sending = new FaultyCalls();
    private final FaultyCalls receiving = new FaultyCalls();
    private UnixStream here;
    private UnixStream there;

    @BeforeEach
    void connect() throws IOException {
        List<OwnedFd> pair = Sockets.pair();
        here = UnixStream.of(pair.get(0), sending);
        there = UnixStream.of(pair.get(1), receiving);
    }

    @AfterEach
    void disconnect() {
        here.close();
        there.close();
    }

    @ParameterizedTest(name = "sends of {0} bytes after {1} refusals, receives of {2} bytes after {3}")
    @CsvSource({"1,0,1,0", "3,2,1,0", "1,1,1000,3", "7,0,2,5", "1000,9,1000,9"})
    void nothingIsLostInShortAndRefusedCalls(int send, int refusedSends, int receive, int refusedReceives)
            throws IOException {
        sending.bytesACall = send;
        sending.refusalsBefore = refusedSends;
        receiving.bytesACall = receive;
        receiving.refusalsBefore = refusedReceives;
        byte[] bytes = new byte[500];
        new Random(3).nextBytes(bytes);
        List<OwnedFd> sent = sockets(5);
        CompletableFuture<Void> sends = CompletableFuture.runAsync(() -> {
            try {
                here.send(bytes, sent, soon());
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
        byte[] received = new byte[500];
        List<OwnedFd> arrived = there.receive(received, 5, soon());
        sends.join();
        assertThat(received).isEqualTo(bytes);
        assertThat(UnixStreamTest.cookies(arrived)).isEqualTo(UnixStreamTest.cookies(sent));
        OwnedFd.closeAll(sent);
        OwnedFd.closeAll(arrived);
    }

    @Test
    void attachesTheDescriptorsToTheFirstCallThatTakesBytes() throws IOException {
        sending.bytesACall = 10;
        sending.refusalsBefore = 1;
        List<OwnedFd> sent = sockets(2);
        here.send(new byte[100], sent, soon());
        assertThat(sending.sends).isEqualTo(10);
        assertThat(sending.callsWithDescriptors).isEqualTo(1);
        OwnedFd.closeAll(sent);
        OwnedFd.closeAll(there.receive(new byte[100], 2, soon()));
    }

    @Test
    void neverSendsASocketThatGotTheNumberOfAClosedOne() throws IOException {
        OwnedFd sent = Sockets.unixStream();
        long expected = SocketFacts.of(sent).cookie();
        List<OwnedFd> takers = new ArrayList<>();
        sending.beforeSending = () -> {
            sent.close();
            try {
                takers.addAll(sockets(3));
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        };
        here.send(new byte[4], List.of(sent), soon());
        List<OwnedFd> arrived = there.receive(new byte[4], 1, soon());
        assertThat(UnixStreamTest.cookies(arrived)).containsExactly(expected);
        OwnedFd.closeAll(arrived);
        OwnedFd.closeAll(takers);
    }

    @Test
    void sendsNothingWhenADescriptorIsClosedAlready() throws IOException {
        List<OwnedFd> sent = sockets(3);
        sent.get(1).close();
        assertThatThrownBy(() -> here.send(new byte[4], sent, soon())).isInstanceOf(ClosedDescriptorException.class);
        assertThat(sending.sends).isZero();
        OwnedFd.closeAll(sent);
    }

    @Test
    void connectsWithinItsTimeInAStormOfSignals(@TempDir Path folder) throws Exception {
        Path path = folder.resolve("full");
        try (OwnedFd listener = Sockets.listenUnix(path, 0);
                UnixStream only = UnixStream.connect(path, Duration.ofSeconds(5))) {
            CompletableFuture<Integer> task = new CompletableFuture<>();
            CompletableFuture<String> failure = CompletableFuture.supplyAsync(() -> {
                task.complete(ParkedThread.self());
                try {
                    UnixStream.connect(path, Duration.ofMillis(300)).close();
                    return "connected";
                } catch (IOException e) {
                    return String.valueOf(e.getMessage());
                }
            });
            int thread = task.get(10, TimeUnit.SECONDS);
            for (int i = 0; i < 2_000 && !failure.isDone(); i++) {
                SignalledThread.interrupt(thread);
                Thread.sleep(1);
            }
            assertThat(failure).isDone();
            assertThat(failure.get()).isIn("connect: EAGAIN", "connect: EINTR");
            assertThat(only.isOpen() && listener.isOpen()).isTrue();
        }
    }

    /** A call must never block (the deadline would not hold), raise SIGPIPE, or let a descriptor cross an exec. */
    @Test
    void passesItsFlagsOnEveryCall() throws IOException {
        sending.bytesACall = 1;
        receiving.bytesACall = 1;
        here.send(new byte[4], List.of(), soon());
        there.receive(new byte[4], 0, soon());
        assertThat(sending.flagsSeen).isEqualTo(MSG_DONTWAIT | MSG_NOSIGNAL);
        assertThat(receiving.flagsSeen).isEqualTo(MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
    }

    @ParameterizedTest(name = "the peer dies after {0} bytes")
    @CsvSource({"0", "1", "4", "99"})
    void closesWhatCameWhenThePeerDiesAtAnyByte(int bytes) throws IOException {
        List<OwnedFd> sent = sockets(4);
        here.send(new byte[100], sent, soon());
        OwnedFd.closeAll(sent);
        receiving.bytesACall = 1;
        receiving.bytesBeforeDeath = bytes;
        assertThatThrownBy(() -> there.receive(new byte[100], 4, soon())).hasMessage("recvmsg: ECONNRESET");
    }

    @Test
    void passesOnWhatTheKernelRefuses() {
        sending.bytesBeforeDeath = 0;
        sending.deathErrno = 12;
        assertThatThrownBy(() -> here.send(new byte[1], List.of(), soon())).hasMessage("sendmsg: ENOMEM");
        sending.deathErrno = 250;
        assertThatThrownBy(() -> here.send(new byte[1], List.of(), soon())).hasMessage("sendmsg: errno 250");
    }

    @Test
    void keepsTheDeadlineThoughEveryWakeUpIsSpurious() {
        receiving.refusalsBefore = Integer.MAX_VALUE;
        assertThatThrownBy(() -> there.receive(new byte[1], 0, Deadline.in(Duration.ofMillis(100))))
                .isInstanceOf(TimeoutException.class);
    }

    /** Signals interrupt poll(2) with EINTR: neither the wait nor its bound may change. */
    @Test
    void outlastsAStormOfSignals() throws Exception {
        CompletableFuture<Integer> task = new CompletableFuture<>();
        CompletableFuture<byte[]> received = CompletableFuture.supplyAsync(() -> {
            task.complete(ParkedThread.self());
            byte[] one = new byte[1];
            try {
                there.receive(one, 0, soon());
                return one;
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
        for (int i = 0; i < 100; i++) {
            SignalledThread.interrupt(task.get(10, TimeUnit.SECONDS));
            Thread.sleep(1);
        }
        assertThat(received).isNotDone();
        here.send(new byte[] {5}, List.of(), soon());
        assertThat(received.get(10, TimeUnit.SECONDS)).containsExactly(5);
    }

    @Test
    void keepsTheDeadlineInAStormOfSignals() throws Exception {
        CompletableFuture<Integer> task = new CompletableFuture<>();
        CompletableFuture<Duration> waited = CompletableFuture.supplyAsync(() -> {
            task.complete(ParkedThread.self());
            long start = System.nanoTime();
            try {
                there.receive(new byte[1], 0, Deadline.in(Duration.ofMillis(300)));
                throw new IllegalStateException("received");
            } catch (TimeoutException expected) {
                return Duration.ofNanos(System.nanoTime() - start);
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
        int thread = task.get(10, TimeUnit.SECONDS);
        for (int i = 0; i < 2_000 && !waited.isDone(); i++) {
            SignalledThread.interrupt(thread);
            Thread.sleep(1);
        }
        assertThat(waited).isDone();
        assertThat(waited.get()).isBetween(Duration.ofMillis(295), Duration.ofMillis(1_900));
    }
}
