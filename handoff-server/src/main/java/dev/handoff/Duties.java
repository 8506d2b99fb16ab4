package dev.handoff;

import dev.handoff.fd.Deadline;
import dev.handoff.server.Whereabouts;
import dev.handoff.telemetry.Rehearsing;
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
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;

/**
 * The singleton duties: cron jobs, consumers, whatever must run in one process at a time. Started and stopped one after the
 * other on a thread of their own, so that they never hold up traffic.
 *
 * <p>Each process that may run them and is not this one is a <em>doubt</em>. They are started when there is none, and they are
 * passed on as free only when there is none.
 */
final class Duties implements AutoCloseable {
    /** For all of them together to stop; after that nobody can say whether they have. */
    static final Duration STOP = Duration.ofSeconds(30);

    private record Duty(Hook start, Hook stop) {}

    private final Logger log = Rehearsing.log(Duties.class);
    private final BooleanSupplier accepts;
    private final ExecutorService thread = Executors.newSingleThreadExecutor(work -> {
        Thread duties = new Thread(work, "handoff-duty");
        duties.setDaemon(true);
        return duties;
    });
    /** Guarded by this, as is all below. */
    private final List<Duty> duties = new ArrayList<>();

    private boolean owned;
    /** The last time they were stopped: whether it was clean. Whoever asks meanwhile waits for the same answer. */
    private Future<Boolean> stopping = CompletableFuture.completedFuture(true);

    private int doubts;
    /** A doubt ended without certainty: for all that this process will ever know, they run elsewhere. */
    private boolean lost;

    /** @param accepts whether the process is one that should run them; asked under this object's lock */
    Duties(BooleanSupplier accepts) {
        this.accepts = accepts;
    }

    /** Adds one, and starts it if they are ours already. */
    synchronized void add(Hook start, Hook stop) {
        Duty duty = new Duty(start, stop);
        duties.add(duty);
        if (owned) {
            thread.execute(() -> run("start", duty.start()));
        }
    }

    /** Another process may run them. {@link #resolve} must follow, once. */
    synchronized void doubt() {
        doubts++;
    }

    /**
     * What became of a doubt.
     *
     * @param certain they do not run there, and will not
     */
    synchronized void resolve(boolean certain, String why) {
        doubts--;
        lost |= !certain;
        acquire(why);
        notifyAll();
    }

    /** Starts them if this process is to run them, and it is certain that no other does. */
    synchronized void acquire(String why) {
        if (owned || !isFree() || thread.isShutdown() || !accepts.getAsBoolean()) {
            return;
        }
        owned = true;
        List<Duty> starting = List.copyOf(duties);
        log.info("duties acquired: {}", why);
        thread.execute(() -> starting.forEach(duty -> run("start", duty.start())));
    }

    private synchronized boolean isFree() {
        return doubts == 0 && !lost;
    }

    synchronized boolean isOwned() {
        return owned;
    }

    /**
     * For who comes next: stops ours, or waits for what is in doubt, which is as bounded. If they run nowhere then, they are
     * the next one's to run, and so in doubt again; {@link #resolve} must follow if they ever come back.
     */
    Whereabouts release() {
        Deadline deadline = Deadline.in(STOP);
        try {
            awaitCertainty(deadline);
            if (!stop(deadline)) {
                return Whereabouts.HERE;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Whereabouts.HERE;
        }
        synchronized (this) {
            if (owned) {
                // Started again since: we were reclaimed meanwhile, and what was in doubt came back.
                return Whereabouts.HERE;
            }
            if (!isFree()) {
                return Whereabouts.ELSEWHERE;
            }
            doubt();
            return Whereabouts.NOWHERE;
        }
    }

    private synchronized void awaitCertainty(Deadline deadline) throws InterruptedException {
        while (!owned && doubts > 0 && !lost && !deadline.isPast()) {
            TimeUnit.NANOSECONDS.timedWait(this, Math.max(1, deadline.remainingNanos()));
        }
    }

    /** Stops ours, if they run. True if it is certain that they do not run here now. */
    boolean stop() {
        try {
            return stop(Deadline.in(STOP));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private boolean stop(Deadline deadline) throws InterruptedException {
        Future<Boolean> stop = stopping();
        try {
            return stop.get(deadline.remainingNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            log.error("the duties did not stop within {} s; they may still run", STOP.toSeconds());
        } catch (ExecutionException e) {
            log.error("the duties did not stop", e);
        }
        return false;
    }

    private synchronized Future<Boolean> stopping() {
        if (owned) {
            owned = false;
            List<Duty> running = List.copyOf(duties);
            stopping = thread.submit(() -> stopAll(running));
        }
        return stopping;
    }

    private boolean stopAll(List<Duty> running) {
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
