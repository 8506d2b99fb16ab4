package dev.handoff;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.server.Whereabouts;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who may believe that the duties run nowhere. */
class DutiesTest {
    @Test
    @Timeout(30)
    void dutiesThatStartAgainWhileTheyStopAreNotPassedOn() throws Exception {
        CountDownLatch stopping = new CountDownLatch(1);
        CountDownLatch mayStop = new CountDownLatch(1);
        try (Duties duties = new Duties(() -> true)) {
            duties.add(() -> {}, () -> {
                stopping.countDown();
                mayStop.await();
            });
            duties.acquire("no predecessor");
            CompletableFuture<Whereabouts> released = CompletableFuture.supplyAsync(duties::release);
            assertThat(stopping.await(20, TimeUnit.SECONDS)).isTrue();
            // A reclaim, and what had been in doubt came back.
            duties.acquire("reclaimed");
            mayStop.countDown();
            assertThat(released.get(20, TimeUnit.SECONDS)).isEqualTo(Whereabouts.HERE);
            assertThat(duties.isOwned()).isTrue();
        }
    }
}
