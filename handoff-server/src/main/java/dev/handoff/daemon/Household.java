package dev.handoff.daemon;

import dev.handoff.fd.Orphans;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What an init does last: it stays until no process is left. When PID 1 ends the kernel kills all others, one that has taken
 * over included.
 */
final class Household implements RunSignals.Receiver {
    private static final int SIGTERM = 15;
    private static final int SIGKILL = 9;
    private static final int NOTHING = 0;
    /** Nothing tells of the end of a process that is no child of ours. */
    private static final Duration LOOK = Duration.ofMillis(200);

    private final Logger log = LoggerFactory.getLogger(Household.class);
    private final boolean isFirstProcess = ProcessHandle.current().pid() == 1;
    private final Semaphore changed = new Semaphore(0);
    private volatile int told = NOTHING;

    /** Waits. Whoever is left is told to end, and killed after {@code patience}, once {@link #stop} was called. */
    void awaitEmpty(Duration patience) throws IOException, InterruptedException {
        int sent = NOTHING;
        long killAt = Long.MAX_VALUE;
        while (isAnybodyLeft()) {
            if (told != sent) {
                sent = told;
                tell(sent);
                killAt = System.nanoTime() + patience.toNanos();
            }
            if (sent == SIGTERM && System.nanoTime() - killAt > 0) {
                told = SIGKILL;
            }
            changed.tryAcquire(LOOK.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private boolean isAnybodyLeft() throws IOException {
        return isFirstProcess ? Orphans.signalEverybody(NOTHING) : Orphans.areAny();
    }

    private void tell(int signal) throws IOException {
        log.info("signal {} to every process that is left", signal);
        if (isFirstProcess) {
            Orphans.signalEverybody(signal);
        } else {
            ProcessHandle.current()
                    .descendants()
                    .forEach(signal == SIGKILL ? ProcessHandle::destroyForcibly : ProcessHandle::destroy);
        }
    }

    @Override
    public void upgrade() {
        log.warn("asked for a new program after the last has ended: nothing is done");
    }

    @Override
    public void stop() {
        told = told == NOTHING ? SIGTERM : SIGKILL;
        changed.release();
    }

    @Override
    public void quit() {
        told = SIGKILL;
        changed.release();
    }

    @Override
    public void forward(int number) {
        log.debug("signal {} is not passed on: nobody is left who was meant", number);
    }
}
