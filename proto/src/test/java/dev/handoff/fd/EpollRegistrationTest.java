package dev.handoff.fd;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.testing.NoLeakedDescriptors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(NoLeakedDescriptors.class)
class EpollRegistrationTest {
    private static final int EPOLLIN = 0x1;
    private static final int EPOLLONESHOT = 1 << 30;
    /** The kernel reports these, asked for or not. */
    private static final int ALWAYS = 0x18;

    private static final long DATA = 0xfedc_ba98_7654_3210L;

    private OwnedFd epoll;
    private OwnedFd target;

    @BeforeEach
    void open() throws IOException {
        epoll = OwnedFd.of((int) Libc.SYSCALL.tried(epollCreate1(), 0x80000, 0, 0, 0, 0));
        target = OwnedFd.of((int) Libc.EVENTFD.tried(0, 0x80000));
    }

    @AfterEach
    void close() {
        epoll.close();
        target.close();
    }

    private static int epollCreate1() {
        return Machine.CURRENT == Machine.X86_64 ? 291 : 20;
    }

    @Test
    void isReadBackAsItWasAdded() throws IOException {
        registration(EPOLLIN).add();
        EpollRegistration found = found(target.number()).orElseThrow();
        assertThat(found.data()).isEqualTo(DATA);
        assertThat(found.events()).isEqualTo(EPOLLIN | ALWAYS);
        assertThat(found.epoll()).isEqualTo(epoll.number());
        assertThat(found.isOneShot()).isFalse();
        assertThat(found.isArmed()).isTrue();
    }

    @Test
    void isRemovedOnceAndAddedAgain() throws IOException {
        EpollRegistration registration = registration(EPOLLIN);
        assertThat(registration.remove()).isFalse();
        assertThat(registration.add()).isTrue();
        assertThat(registration.remove()).isTrue();
        assertThat(registration.remove()).isFalse();
        assertThat(found(target.number())).isEmpty();
    }

    @Test
    void takesThePlaceOfOneThatItsOwnerHasAddedMeanwhile() throws IOException {
        new EpollRegistration(epoll.number(), target.number(), 0, 1, 0).add();
        assertThat(registration(EPOLLIN).add()).isTrue();
        assertThat(found(target.number()).orElseThrow().data()).isEqualTo(DATA);
    }

    @Test
    void isArmedAgainIfItHadFired() throws IOException {
        registration(EPOLLONESHOT).add();
        assertThat(found(target.number()).orElseThrow().events()).isEqualTo(EPOLLONESHOT | EPOLLIN | ALWAYS);
    }

    @Test
    void isGoneWithItsEventpoll() throws IOException {
        EpollRegistration registration = registration(EPOLLIN);
        epoll.close();
        assertThat(registration.add()).isFalse();
        assertThat(registration.remove()).isFalse();
        assertThat(registration.ring()).isEmpty();
    }

    @Test
    void firesOnceWhenRungForAndCarriesTheSameData() throws IOException {
        EpollRegistration registration = registration(EPOLLONESHOT | EPOLLIN);
        try (OwnedFd bell = registration.ring().orElseThrow()) {
            assertThat(found(bell.number()).orElseThrow().isArmed()).isTrue();
            assertThat(awaitData()).hasValue(DATA);
            assertThat(awaitData()).isEmpty();
            assertThat(found(bell.number()).orElseThrow().isArmed()).isFalse();
            assertThat(found(target.number())).isEmpty();
        }
    }

    private EpollRegistration registration(int events) throws IOException {
        return new EpollRegistration(epoll.number(), target.number(), events, DATA, 0);
    }

    private Optional<EpollRegistration> found(int number) throws IOException {
        Path info = Path.of("/proc/self/fdinfo/" + epoll.number());
        try (var lines = Files.lines(info, ISO_8859_1)) {
            for (String line : lines.toList()) {
                if (EpollRegistration.target(line) == number) {
                    return Optional.of(EpollRegistration.parse(epoll.number(), line));
                }
            }
        }
        return Optional.empty();
    }

    private Optional<Long> awaitData() throws IOException {
        int epollPwait = Machine.CURRENT == Machine.X86_64 ? 281 : 22;
        try (NativeBlock event = new NativeBlock(16)) {
            long ready = epoll.use(number -> Libc.SYSCALL.tried(epollPwait, number, event.address(), 1, 0, 0));
            return ready == 0 ? Optional.empty() : Optional.of(event.getLong(Machine.CURRENT.epollData));
        }
    }
}
