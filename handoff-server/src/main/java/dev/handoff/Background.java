package dev.handoff;

import dev.handoff.fd.Deadline;
import dev.handoff.fd.IdlePolicy;
import dev.handoff.telemetry.Rehearsing;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;

/**
 * A process that starts beside one that serves makes room for it: until READY its threads get the processor when nobody else wants it
 * ({@link IdlePolicy}). Half a second and more of a JVM's start would otherwise be felt by those who are being served.
 *
 * <p>It must not be starved by that, and not be taken for hung. So it ends early once its threads have waited for the processor for
 * {@link #PATIENCE} and {@link #WAITS} times as long as they ran, and after {@link #MOST}; and those that send heartbeats, or that stop the
 * world, are not lowered.
 *
 * <p>Where a process may not raise its threads again, they are left as they are.
 */
final class Background implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMillis(300);
    /** Threads wait for each other too: ten of a warm-up and its compilers on two processors, for four times as long as they run. */
    private static final int WAITS = 5;

    private static final Duration MOST = Duration.ofSeconds(20);
    private static final Duration LOOK = Duration.ofMillis(100);
    /** Each round raises those that were made in the one before. */
    private static final int ROUNDS = 16;

    /** Of ours, by their names, and of the JVM's: what all threads wait for must not itself wait. */
    private static final List<String> NOT_LOWERED = List.of("handoff-", "VM ", "GC ", "G1 ", "Z", "Shenandoah");

    private final Logger log = Rehearsing.log(Background.class);
    /** Guarded by this. */
    private boolean isBegun;

    private boolean isOver;

    /** Begins it, where it can be ended again. */
    synchronized void begin() {
        if (isBegun || isOver || Rehearsing.isHere()) {
            return;
        }
        CountDownLatch isNamed = new CountDownLatch(1);
        try {
            IdlePolicy.Share before = IdlePolicy.share();
            if (!IdlePolicy.isReversible()) {
                log.debug("this process starts in the foreground: it could not leave SCHED_IDLE again");
                return;
            }
            isBegun = true;
            Thread watch = new Thread(
                    () -> {
                        isNamed.countDown();
                        watch(before);
                    },
                    "handoff-watch");
            watch.setDaemon(true);
            watch.start();
            if (!isNamed.await(PATIENCE.toNanos(), TimeUnit.NANOSECONDS)) {
                close();
                return;
            }
            IdlePolicy.lower(name -> NOT_LOWERED.stream().noneMatch(name::startsWith));
        } catch (IOException | DirectoryIteratorException e) {
            log.debug("this process starts in the foreground", e);
            close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            close();
        }
    }

    private synchronized void watch(IdlePolicy.Share before) {
        Deadline most = Deadline.in(MOST);
        try {
            while (!isOver && !most.isPast() && !isStarved(before)) {
                TimeUnit.NANOSECONDS.timedWait(this, LOOK.toNanos());
            }
        } catch (InterruptedException | IOException | DirectoryIteratorException e) {
            log.debug("this process goes on in the foreground", e);
        }
        close();
    }

    private boolean isStarved(IdlePolicy.Share before) throws IOException {
        IdlePolicy.Share now = IdlePolicy.share();
        long waited = now.waited() - before.waited();
        boolean isStarved = waited > PATIENCE.toNanos() + WAITS * (now.ran() - before.ran());
        if (isStarved) {
            log.debug(
                    "this process goes on in the foreground: it has waited for the processor for {} ms",
                    waited / 1_000_000);
        }
        return isStarved;
    }

    /** Ends it, also for the processes that were started meanwhile. Does nothing if there is none. */
    @Override
    public synchronized void close() {
        if (isBegun && !isOver) {
            try {
                raise("self");
                ProcessHandle.current().descendants().forEach(this::raiseOther);
            } catch (IOException | DirectoryIteratorException e) {
                log.warn("some threads may stay under SCHED_IDLE", e);
            }
        }
        isOver = true;
        notifyAll();
    }

    private void raiseOther(ProcessHandle process) {
        try {
            raise(Long.toString(process.pid()));
        } catch (IOException | DirectoryIteratorException e) {
            log.debug("process {} has ended", process.pid(), e);
        }
    }

    private static void raise(String process) throws IOException {
        for (int i = 0; i < ROUNDS && IdlePolicy.raise(process) > 0; i++) {}
    }
}
