package dev.handoff.fd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handoff.testing.Literal;
import dev.handoff.testing.NoLeakedDescriptors;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Two listeners at one address, each by its own queue: who gets the connections? */
@ExtendWith(NoLeakedDescriptors.class)
class DiversionTest {
    /** If the kernel spread them by hash, all of so many would be with one side once in a thousand million. */
    private static final int MANY = 30;

    private final List<AutoCloseable> opened = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : opened) {
            each.close();
        }
    }

    private <T extends AutoCloseable> T with(T each) {
        opened.add(0, each);
        return each;
    }

    private OwnedFd listener(Family family, String ip) throws IOException {
        return with(Sockets.listenTcp(family, Literal.anyPort(ip), 100));
    }

    /** As one who got a duplicate from another process does. */
    private Diversion beside(OwnedFd theirs) throws IOException {
        OwnedFd duplicate = theirs.duplicate();
        try {
            Diversion diversion = Diversion.beside(duplicate, 100);
            with(diversion);
            with(diversion.ours());
            return diversion;
        } catch (IOException e) {
            duplicate.close();
            throw e;
        }
    }

    private static int accepted(OwnedFd listener) throws IOException {
        int count = 0;
        for (Optional<OwnedFd> next = Sockets.accept(listener); next.isPresent(); next = Sockets.accept(listener)) {
            next.get().close();
            count++;
        }
        return count;
    }

    private static void connect(OwnedFd to, int times) throws IOException {
        int port = SocketFacts.of(to).name().port();
        for (int i = 0; i < times; i++) {
            new Socket(Literal.ip("127.0.0.1"), port).close();
        }
    }

    @ParameterizedTest
    @CsvSource({"INET,127.0.0.1", "INET,0.0.0.0", "INET6,127.0.0.1", "INET6,::"})
    void sendsEachConnectionToOneSideOnly(Family family, String ip) throws IOException {
        OwnedFd theirs = listener(family, ip);
        Diversion diversion = beside(theirs);
        assertThat(SocketFacts.of(diversion.ours()).name())
                .isEqualTo(SocketFacts.of(theirs).name());
        connect(theirs, MANY);
        assertThat(diversion.isTheirsWaiting()).isTrue();
        assertThat(diversion.isOursWaiting()).isFalse();
        assertThat(accepted(theirs)).isEqualTo(MANY);

        diversion.divert();
        connect(theirs, MANY);
        assertThat(diversion.isTheirsWaiting()).isFalse();
        assertThat(diversion.isOursWaiting()).isTrue();
        assertThat(accepted(diversion.ours())).isEqualTo(MANY);

        diversion.restore();
        connect(theirs, MANY);
        assertThat(accepted(theirs)).isEqualTo(MANY);
        assertThat(accepted(diversion.ours())).isZero();
    }

    @ParameterizedTest
    @CsvSource({"INET,127.0.0.1", "INET6,::"})
    void givesAllToWhicheverIsLeft(Family family, String ip) throws IOException {
        OwnedFd theirs = listener(family, ip);
        Diversion ended = beside(theirs);
        ended.divert();
        ended.ours().close();
        connect(theirs, MANY);
        assertThat(accepted(theirs)).as("ours was closed").isEqualTo(MANY);
        ended.close();

        Diversion diversion = beside(theirs);
        diversion.divert();
        diversion.close();
        connect(theirs, MANY);
        assertThat(accepted(diversion.ours())).as("it goes on by itself").isEqualTo(MANY);
        theirs.close();
        connect(diversion.ours(), MANY);
        assertThat(accepted(diversion.ours())).as("theirs was closed").isEqualTo(MANY);
    }

    @Test
    void changesNoFlagThatTheirAcceptSees() throws IOException {
        try (Blocking theirs = new Blocking()) {
            Diversion diversion = beside(theirs.fd());
            diversion.divert();
            assertThat(theirs.fd().isNonBlocking()).isFalse();
            assertThat(diversion.ours().isNonBlocking()).isTrue();
        }
    }

    /** A listener as most programs have it. */
    private static final class Blocking implements AutoCloseable {
        private final OwnedFd fd;

        Blocking() throws IOException {
            fd = OwnedFd.of((int) Libc.SOCKET.tried(2, 1, 0));
            try (Sockaddr any = Sockaddr.of(Family.INET, Literal.anyPort("127.0.0.1"))) {
                fd.use(number -> Libc.BIND.tried(number, any.block().address(), any.length()));
            }
            Sockets.listen(fd, 10);
        }

        OwnedFd fd() {
            return fd;
        }

        @Override
        public void close() {
            fd.close();
        }
    }

    @Test
    void leavesTheirsAsItWasIfItComesToNothing() throws IOException {
        OwnedFd theirs = listener(Family.INET, "127.0.0.1");
        Diversion diversion = beside(theirs);
        assertThat(SocketFacts.of(theirs).isReusePort()).isTrue();
        diversion.ours().close();
        diversion.close();
        assertThat(SocketFacts.of(theirs).isReusePort()).isFalse();
        connect(theirs, MANY);
        assertThat(accepted(theirs)).isEqualTo(MANY);
    }

    @Test
    void isAPlainListenerOnceItIsInForce() throws IOException {
        Diversion diversion = beside(listener(Family.INET, "127.0.0.1"));
        assertThat(SocketFacts.of(diversion.ours()).isReusePort()).isTrue();
        diversion.divert();
        assertThat(SocketFacts.of(diversion.ours()).isReusePort()).isFalse();
        assertThat(SocketFacts.of(diversion.ours()).isListening()).isTrue();
    }

    /** Without SO_REUSEADDR the connections that theirs has bar the address. */
    @Test
    void failsWhereTheKernelKeepsThemApartAndLeavesTheirsAsItWas() throws IOException {
        try (Blocking theirs = new Blocking()) {
            InetSocketAddress address = SocketFacts.of(theirs.fd()).name().inetSocketAddress();
            try (Socket client = new Socket(address.getAddress(), address.getPort())) {
                assertThat(Poll.readable(theirs.fd(), Deadline.in(Duration.ofSeconds(10))))
                        .isTrue();
                try (OwnedFd connection = Sockets.accept(theirs.fd()).orElseThrow()) {
                    assertThatThrownBy(() -> beside(theirs.fd())).hasMessage("bind: EADDRINUSE");
                    assertThat(SocketFacts.of(theirs.fd()).isReusePort()).isFalse();
                    assertThat(client.isConnected() && connection.isOpen()).isTrue();
                }
            }
        }
    }
}
