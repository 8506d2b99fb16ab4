package dev.handoff;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The singleton duties: cron jobs, consumers, whatever must run in one process at a time. Started and stopped one after the
 * other on a thread of their own, so that they never hold up traffic.
 */
final class Duties implements AutoCloseable {
    /** For all of them together to stop; after that nobody can say whether they have. */
    static final Duration STOP = Duration.ofSeconds(30);

    private record Duty(Hook start, Hook stop) {}

    private final Logger log = LoggerFactory.getLogger(Duties.class);
    private final ExecutorService thread = Executors.newSingleThreadExecutor(work -> {
        Thread duties = new Thread(work, "handoff-duty");
        duties.setDaemon(true);
        return duties;
    });
    /** Guarded by this, as are the flags. */
    private final List<Duty> duties = new ArrayList<>();
    /** It is certain that no other process runs them. */
    private boolean owned;
    /** The last time they were stopped: whether it was clean. Whoever asks meanwhile waits for the same answer. */
    private Future<Boolean> stopping = CompletableFuture.completedFuture(true);

    /** Adds one, and starts it if they are ours already. */
    synchronized void add(Hook start, Hook stop) {
        Duty duty = new Duty(start, stop);
        duties.add(duty);
        if (owned) {
            thread.execute(() -> run("start", duty.start()));
        }
    }

    /** They are ours: no other process runs them, for certain. */
    synchronized void acquire(String why) {
        if (owned || thread.isShutdown()) {
            return;
        }
        owned = true;
        List<Duty> starting = List.copyOf(duties);
        log.info("duties acquired: {}", why);
        thread.execute(() -> starting.forEach(duty -> run("start", duty.start())));
    }

    synchronized boolean isOwned() {
        return owned;
    }

    /** Stops them. True if they were ours, and it is certain that they run nowhere now. */
    boolean release() {
        synchronized (this) {
            if (!owned && stopping.isDone()) {
                return false;
            }
        }
        return stop();
    }

    /** Stops them if they run here. True if it is certain that they do not run here now. */
    boolean stop() {
        Future<Boolean> done;
        synchronized (this) {
            if (owned) {
                owned = false;
                List<Duty> running = List.copyOf(duties);
                stopping = thread.submit(() -> stop(running));
            }
            done = stopping;
        }
        try {
            return done.get(STOP.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            log.error("the duties did not stop within {} s; they may still run", STOP.toSeconds());
        } catch (ExecutionException e) {
            log.error("the duties did not stop", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return false;
    }

    private boolean stop(List<Duty> running) {
        boolean clean = true;
        for (int i = running.size() - 1; i >= 0; i--) {
            clean &= run("stop", running.get(i).stop());
        }
        log.info("duties released");
        return clean;
    }

    private boolean run(String what, Hook hook) {
        try {
            hook.run();
            return true;
        } catch (Exception e) {
            log.error("a duty did not {}", what, e);
            return false;
        }
    }

    @Override
    public void close() {
        thread.shutdown();
    }
}
