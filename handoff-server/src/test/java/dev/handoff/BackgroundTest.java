package dev.handoff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.handoff.fd.IdlePolicy;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class BackgroundTest {
    /** On a machine that has other work too it would be over before it is looked at. */
    private static final Duration PATIENT = Duration.ofMinutes(10);

    private static final String COLLECTOR = "VM Thread";

    @BeforeEach
    void hasThePermission() throws InterruptedException {
        assumeTrue(
                IdlePolicy.isReversible(),
                "CAP_SYS_NICE, or an RLIMIT_NICE of 20, is needed to leave SCHED_IDLE again");
    }

    @Test
    void lowersAndRaisesThreadsAndTheProcessesTheyMade() throws Exception {
        try (Background background = new Background(PATIENT)) {
            long usual = ScheduledThreads.niceness("self", COLLECTOR);
            background.begin();
            assertThat(idle("self")).isPositive();
            assertThat(ScheduledThreads.niceness("self", COLLECTOR)).isEqualTo(usual + 10);
            assertThat(ScheduledThreads.all("self")).hasSizeGreaterThan(idle("self"));
            Process child = new ProcessBuilder("sleep", "60").start();
            try {
                String pid = Long.toString(child.pid());
                await().until(() -> idle(pid) == 1);
                background.close();
                assertThat(idle("self")).isZero();
                assertThat(idle(pid)).isZero();
                assertThat(ScheduledThreads.niceness("self", COLLECTOR)).isEqualTo(usual);
            } finally {
                child.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
            }
        }
        assertThat(idle("self")).isZero();
    }

    @Test
    void isOverWhenItStarves() throws Exception {
        List<Process> hogs = new ArrayList<>();
        try (Background background = new Background(Background.PATIENCE)) {
            // Started before, they are not lowered with us.
            for (int i = 0; i < 4 * Runtime.getRuntime().availableProcessors(); i++) {
                hogs.add(new ProcessBuilder("sh", "-c", "read go; while :; do :; done").start());
            }
            background.begin();
            for (Process hog : hogs) {
                hog.outputWriter().append("go\n").flush();
            }
            Thread working = new Thread(() -> {
                while (!Thread.currentThread().isInterrupted()) {
                    Thread.onSpinWait();
                }
            });
            working.start();
            long start = System.nanoTime();
            await().atMost(Duration.ofSeconds(60)).until(() -> idle("self") == 0);
            // It would end by itself after 20 s. Whoever waits here starves as well, so the time is taken, not limited.
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(15));
            working.interrupt();
        } finally {
            for (Process hog : hogs) {
                hog.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
            }
        }
    }

    @Test
    void doesNotBeginWhereNobodyServes(@TempDir Path folder) throws Exception {
        try (Background background = new Background(Background.PATIENCE)) {
            background.beginBeside(folder.resolve("control"));
            assertThat(idle("self")).isZero();
        }
    }

    @Test
    void doesNotBeginAfterItsEnd() throws Exception {
        Background background = new Background(Background.PATIENCE);
        background.close();
        background.begin();
        assertThat(idle("self")).isZero();
    }

    private static int idle(String process) throws IOException {
        return ScheduledThreads.idle(process).size();
    }
}
