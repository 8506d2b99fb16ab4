package dev.handoff.fd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handoff.testing.NoLeakedDescriptors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(NoLeakedDescriptors.class)
class OwnedFdTest {
    private static final int O_CLOEXEC = 02000000;

    private static OwnedFd socket() throws IOException {
        return Sockets.unixStream();
    }

    private static boolean isOpenInTheKernel(int number) {
        return Files.exists(Path.of("/proc/self/fd/" + number), java.nio.file.LinkOption.NOFOLLOW_LINKS);
    }

    static boolean isCloseOnExec(OwnedFd fd) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/self/fdinfo/" + fd.number()))) {
            if (line.startsWith("flags:")) {
                return (Integer.parseInt(line.substring(6).strip(), 8) & O_CLOEXEC) != 0;
            }
        }
        throw new IOException("no flags");
    }

    @Test
    void closesTheNumberOnce() throws IOException {
        OwnedFd fd = socket();
        int number = fd.number();
        fd.close();
        assertThat(isOpenInTheKernel(number)).isFalse();
        try (OwnedFd next = socket()) {
            assertThat(next.number())
                    .as("the kernel gives the lowest free number")
                    .isEqualTo(number);
            fd.close();
            assertThat(isOpenInTheKernel(number))
                    .as("a second close is not for the next owner")
                    .isTrue();
        }
    }

    @Test
    void refusesEveryUseAfterTheClose() throws IOException {
        OwnedFd fd = socket();
        fd.close();
        assertThat(fd.isOpen()).isFalse();
        assertThatThrownBy(fd::number).isInstanceOf(ClosedDescriptorException.class);
        assertThatThrownBy(fd::duplicate).isInstanceOf(ClosedDescriptorException.class);
        assertThatThrownBy(fd::release).isInstanceOf(ClosedDescriptorException.class);
        assertThatThrownBy(() -> fd.use(number -> number)).isInstanceOf(ClosedDescriptorException.class);
        assertThat(fd).hasToString(fd.toString()).asString().endsWith("(closed)");
    }

    @Test
    void givesTheNumberAway() throws IOException {
        OwnedFd fd = socket();
        int number = fd.release();
        fd.close();
        assertThat(fd.isOpen()).isFalse();
        assertThat(isOpenInTheKernel(number))
                .as("released, so not closed by its former owner")
                .isTrue();
        OwnedFd.of(number).close();
    }

    @Test
    void doesNotGiveAwayWhatIsInUse() throws IOException {
        try (OwnedFd fd = socket()) {
            fd.use(number -> {
                assertThatThrownBy(fd::release).isInstanceOf(IllegalStateException.class);
                return number;
            });
            assertThat(fd.isOpen()).isTrue();
        }
    }

    @Test
    void keepsTheNumberOpenUntilTheLastCallReturns() throws Exception {
        OwnedFd fd = socket();
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch mayReturn = new CountDownLatch(1);
        CompletableFuture<Boolean> openAfterClose = CompletableFuture.supplyAsync(() -> {
            try {
                return fd.use(number -> {
                    inside.countDown();
                    await(mayReturn);
                    return isOpenInTheKernel(number);
                });
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
        await(inside);
        int number = fd.number();
        fd.close();
        assertThatThrownBy(fd::number).isInstanceOf(ClosedDescriptorException.class);
        mayReturn.countDown();
        assertThat(openAfterClose.get(10, TimeUnit.SECONDS)).isTrue();
        assertThat(isOpenInTheKernel(number)).isFalse();
    }

    /** One thread uses, one closes, one opens sockets that take the freed number at once. */
    @Test
    void neverTouchesANumberThatSomebodyElseGot() throws Exception {
        for (int round = 0; round < 1_000; round++) {
            OwnedFd fd = socket();
            long mine = SocketFacts.of(fd).cookie();
            CompletableFuture<Void> closing = CompletableFuture.runAsync(() -> {
                Thread.onSpinWait();
                fd.close();
                takeFreedNumber();
            });
            useUntilClosed(fd, mine);
            closing.get(10, TimeUnit.SECONDS);
        }
    }

    private static void takeFreedNumber() {
        try (OwnedFd first = socket();
                OwnedFd second = socket()) {
            assertThat(List.of(first.number(), second.number())).doesNotHaveDuplicates();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void useUntilClosed(OwnedFd fd, long mine) throws IOException {
        while (true) {
            try {
                fd.use(number -> {
                    assertThat(SocketFacts.cookie(number)).hasValue(mine);
                    SocketFacts.cookie(0);
                    assertThat(SocketFacts.cookie(number)).hasValue(mine);
                    return number;
                });
            } catch (ClosedDescriptorException closed) {
                return;
            }
        }
    }

    @Test
    void duplicatesToTheSameSocketCloseOnExec() throws IOException {
        try (OwnedFd fd = socket();
                OwnedFd twin = fd.duplicate()) {
            assertThat(twin.number()).isNotEqualTo(fd.number());
            assertThat(SocketFacts.of(twin).cookie())
                    .isEqualTo(SocketFacts.of(fd).cookie());
            assertThat(isCloseOnExec(twin)).isTrue();
        }
    }

    @Test
    void becomesAnotherSocketUnderItsOwnNumber() throws IOException {
        try (OwnedFd seat = socket();
                OwnedFd door = socket()) {
            int number = seat.number();
            seat.becomeDuplicateOf(door);
            assertThat(seat.number()).isEqualTo(number);
            assertThat(SocketFacts.of(seat).cookie())
                    .isEqualTo(SocketFacts.of(door).cookie());
            assertThat(isCloseOnExec(seat)).isTrue();
        }
    }

    @Test
    void setsTheFlagsItIsAskedFor() throws IOException {
        try (OwnedFd fd = socket()) {
            assertThat(fd.isNonBlocking()).isFalse();
            fd.setNonBlocking();
            fd.setNonBlocking();
            assertThat(fd.isNonBlocking()).isTrue();
            Libc.FCNTL.tried(fd.number(), 2, 0);
            assertThat(isCloseOnExec(fd)).isFalse();
            fd.setCloseOnExec();
            assertThat(isCloseOnExec(fd)).isTrue();
        }
    }

    @Test
    void takesNoNegativeNumber() {
        assertThatThrownBy(() -> OwnedFd.of(-1)).isInstanceOf(IllegalArgumentException.class);
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
