package dev.handoff.demo;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/**
 * What may go wrong with a release, on purpose. An application has no use for any of this.
 *
 * @param readyDelay how much longer it takes to be ready
 * @param crashAfter when it dies, from being ready; zero for never
 */
record Faults(Duration readyDelay, boolean exits, boolean hangs, Duration crashAfter) {
    /** As a crash does: no hook runs, nothing is closed in order. */
    private static final int CRASHED = 134;

    void beforeReady() throws InterruptedException {
        if (exits) {
            Runtime.getRuntime().halt(CRASHED);
        }
        Thread.sleep(readyDelay.toMillis());
        if (hangs) {
            new CountDownLatch(1).await();
        }
    }

    void afterReady() {
        if (crashAfter.isZero()) {
            return;
        }
        Thread crash = new Thread(this::crash, "crash");
        crash.setDaemon(true);
        crash.start();
    }

    private void crash() {
        try {
            Thread.sleep(crashAfter.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().halt(CRASHED);
    }
}
