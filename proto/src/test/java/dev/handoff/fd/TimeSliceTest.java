package dev.handoff.fd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TimeSliceTest {
    private static final String NAME = "sliced-thread";

    private final CountDownLatch over = new CountDownLatch(1);

    @BeforeEach
    void theKernelHasSlices() throws Exception {
        Thread thread = started(NAME);
        boolean has = TimeSlice.set("self", NAME::equals, TimeSlice.LONGEST) == 1;
        over(thread);
        assumeTrue(has, "Linux 6.12 is needed to give a thread a slice of its own");
    }

    private static Thread started(String name, Runnable work) throws Exception {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
        until(() -> number(name) > 0);
        return thread;
    }

    private static void until(Callable<Boolean> holds) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!holds.call()) {
            assertThat(System.nanoTime() - end).as("time over").isNegative();
            TimeUnit.MILLISECONDS.sleep(2);
        }
    }

    private Thread started(String name) throws Exception {
        return started(name, () -> {
            try {
                over.await();
            } catch (InterruptedException end) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private static void over(Thread thread) throws InterruptedException {
        thread.interrupt();
        thread.join(TimeUnit.SECONDS.toMillis(20));
    }

    private static long number(String name) throws IOException {
        for (String thread : Threads.of("self")) {
            if (Threads.read("self", thread, "comm").trim().equals(name)) {
                return Long.parseLong(thread);
            }
        }
        return -1;
    }

    @Test
    void isGivenToTheChosenAndTakenBack() throws Exception {
        Thread chosen = started(NAME);
        Thread other = started("other-thread");
        long usual = TimeSlice.nanos(number(NAME));
        assertThat(usual).isPositive().isLessThan(TimeSlice.LONGEST.toNanos());
        try {
            assertThat(TimeSlice.set("self", NAME::equals, TimeSlice.LONGEST)).isEqualTo(1);
            assertThat(TimeSlice.nanos(number(NAME))).isEqualTo(TimeSlice.LONGEST.toNanos());
            assertThat(TimeSlice.nanos(number("other-thread"))).isEqualTo(usual);
            assertThat(TimeSlice.set("self", NAME::equals, TimeSlice.LONGEST))
                    .as("no change")
                    .isZero();
            assertThat(TimeSlice.set("self", NAME::equals, Duration.ZERO)).isEqualTo(1);
            assertThat(TimeSlice.nanos(number(NAME))).isEqualTo(usual);
        } finally {
            over(chosen);
            over(other);
        }
    }

    @Test
    void isHandedOnAndNicenessStays() throws Exception {
        CountDownLatch sliced = new CountDownLatch(1);
        Thread parent = started("sliced-parent", () -> {
            try {
                sliced.await();
                started(NAME);
                over.await();
            } catch (Exception end) {
                throw new IllegalStateException(end);
            }
        });
        String number = Long.toString(number("sliced-parent"));
        assertThat(new ProcessBuilder("renice", "-n", "3", "-p", number).start().waitFor())
                .isZero();
        TimeSlice.set("self", "sliced-parent"::equals, TimeSlice.LONGEST);
        sliced.countDown();
        until(() -> number(NAME) > 0);
        assertThat(TimeSlice.nanos(number(NAME))).isEqualTo(TimeSlice.LONGEST.toNanos());
        assertThat(Threads.read("self", number, "stat").split(" ", -1)[18]).isEqualTo("3");
        over.countDown();
        parent.join(TimeUnit.SECONDS.toMillis(20));
    }

    @Test
    void ofAThreadThatHasEndedIsNone() throws Exception {
        Thread thread = started(NAME);
        long number = number(NAME);
        over(thread);
        until(() -> TimeSlice.nanos(number) == -1);
    }
}
