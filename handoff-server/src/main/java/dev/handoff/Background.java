package dev.handoff;

import dev.handoff.fd.Deadline;
import dev.handoff.fd.IdlePolicy;
import dev.handoff.fd.Niceness;
import dev.handoff.fd.TimeSlice;
import dev.handoff.telemetry.Rehearsing;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A process that starts beside one that serves makes room for it: until READY its threads get the processor when nobody else wants it
 * ({@link IdlePolicy}). Half a second and more of a JVM's start would otherwise be felt by those who are being served.
 *
 * <p>It must not be starved by that, and not be taken for hung. So it ends early once its threads have waited for the processor for
 * {@link #PATIENCE} and {@link #WAITS} times as long as they ran, and after {@link #MOST}; those that send heartbeats are not lowered; and those
 * that stop the world only get a smaller share.
 *
 * <p>All the same whoever wakes up, to serve, goes before them: their slice is long ({@link TimeSlice}), which takes nothing from them. That
 * is all that is done where a process may not raise its threads again. The compilers have a long slice for good, for who serves is often waiting
 * behind one in the first minute.
 */
final class Background implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofMillis(300);
    /** Threads wait for each other too: ten of a warm-up and its compilers on two processors, for four times as long as they run. */
    private static final int WAITS = 5;

    private static final Duration MOST = Duration.ofSeconds(20);
    private static final String OURS = "handoff-";
    private static final String SELF = "self";
    private static final Duration LOOK = Duration.ofMillis(100);
    /** Each round raises those that were made in the one before. */
    private static final int ROUNDS = 16;

    /** Of the JVM's: what all threads wait for must not itself wait until nobody wants the processor. */
    private static final List<String> WORLD_STOPPING = List.of("VM ", "GC ", "G1 ", "Z", "Shenandoah");

    /** What is added to the niceness of those: a ninth of the processor, where all is wanted, is a collection of 15 ms in 0.15 s. */
    private static final int MODEST = 10;

    private static final int LEAST = 19;

    /** Of the JVM's, those that no request waits for. */
    private static final List<String> HELPERS =
            List.of("C1 Compiler", "C2 Compiler", "JVMCI Compiler", "Monitor Deflati");

    private static final Background THIS_PROCESS = new Background(PATIENCE);

    /** Guarded by this. */
    private boolean isBegun;

    private int niceness;
    private boolean isOver;

    private final Duration patience;

    Background(Duration patience) {
        this.patience = patience;
    }

    /** That of this process, which starts once. A rehearsal has its own, which is not begun. */
    static Background ofThisProcess() {
        return Rehearsing.isHere() ? new Background(PATIENCE) : THIS_PROCESS;
    }

    /**
     * Begins it if somebody is likely to serve at {@code control}, before we know: most of a start's work is done by the time of a grant.
     * Whoever learns that nobody does has to close it.
     */
    void beginBeside(Path control) {
        if (Rehearsing.isHere()) {
            return;
        }
        if (Files.exists(control)) {
            begin();
        } else {
            slice(SELF, Background::isHelper, TimeSlice.LONGEST);
        }
    }

    /** Begins it: as much of it as can be ended again. */
    synchronized void begin() {
        if (isBegun || isOver) {
            return;
        }
        isBegun = true;
        niceness = Niceness.own();
        slice(SELF, name -> !name.startsWith(OURS), TimeSlice.LONGEST);
        CountDownLatch isNamed = new CountDownLatch(1);
        try {
            IdlePolicy.Share before = IdlePolicy.share();
            if (!IdlePolicy.isReversible()) {
                log().debug("this process starts under SCHED_OTHER: it could not leave SCHED_IDLE again");
                return;
            }
            Thread watch = new Thread(
                    () -> {
                        isNamed.countDown();
                        watch(before);
                    },
                    "handoff-watch");
            watch.setDaemon(true);
            watch.start();
            if (!isNamed.await(patience.toNanos(), TimeUnit.NANOSECONDS)) {
                close();
                return;
            }
            IdlePolicy.lower(name -> !isSpared(name));
            Niceness.change(SELF, Background::isWorldStopping, niceness, modest());
        } catch (IOException | DirectoryIteratorException e) {
            log().debug("this process starts in the foreground", e);
            close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            close();
        }
    }

    /** Those threads of ours are raised again that were made since, by one that is lowered: heartbeats are owed from now on. */
    synchronized void granted() {
        if (isBegun && !isOver) {
            try {
                IdlePolicy.raise(SELF, Background::isSpared);
            } catch (IOException | DirectoryIteratorException e) {
                log().debug("this process goes on in the foreground", e);
                close();
            }
        }
    }

    private synchronized void watch(IdlePolicy.Share before) {
        Deadline most = Deadline.in(MOST);
        try {
            while (!isOver && !most.isPast() && !isStarved(before)) {
                TimeUnit.NANOSECONDS.timedWait(this, LOOK.toNanos());
            }
        } catch (InterruptedException | IOException | DirectoryIteratorException e) {
            log().debug("this process goes on in the foreground", e);
        }
        close();
    }

    private static boolean isHelper(String thread) {
        return HELPERS.stream().anyMatch(thread::startsWith);
    }

    private static boolean isWorldStopping(String thread) {
        return WORLD_STOPPING.stream().anyMatch(thread::startsWith);
    }

    private static boolean isSpared(String thread) {
        return thread.startsWith(OURS) || isWorldStopping(thread);
    }

    private boolean isStarved(IdlePolicy.Share before) throws IOException {
        IdlePolicy.Share now = IdlePolicy.share();
        long waited = now.waited() - before.waited();
        boolean isStarved = waited > patience.toNanos() + WAITS * (now.ran() - before.ran());
        if (isStarved) {
            log().debug(
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
                raise(SELF);
                usual(SELF, name -> !isHelper(name));
                if (modest() != niceness) {
                    all(() -> Niceness.change(SELF, Background::isWorldStopping, modest(), niceness));
                }
                ProcessHandle.current().descendants().forEach(this::raiseOther);
            } catch (IOException | DirectoryIteratorException e) {
                log().warn("some threads may stay under SCHED_IDLE", e);
            }
        }
        isOver = true;
        notifyAll();
    }

    private void raiseOther(ProcessHandle process) {
        try {
            raise(Long.toString(process.pid()));
            usual(Long.toString(process.pid()), name -> true);
        } catch (IOException | DirectoryIteratorException e) {
            log().debug("process {} has ended", process.pid(), e);
        }
    }

    private static void raise(String process) throws IOException {
        all(() -> IdlePolicy.raise(process, name -> true));
    }

    private static void usual(String process, Predicate<String> chosen) throws IOException {
        all(() -> slice(process, chosen, Duration.ZERO));
    }

    /** Until nothing is left to be changed. */
    private static void all(Round round) throws IOException {
        for (int i = 0; i < ROUNDS && round.changed() > 0; i++) {}
    }

    @FunctionalInterface
    private interface Round {
        int changed() throws IOException;
    }

    private int modest() {
        return Math.min(niceness + MODEST, LEAST);
    }

    private static int slice(String process, Predicate<String> chosen, Duration slice) {
        try {
            return TimeSlice.set(process, chosen, slice);
        } catch (IOException | DirectoryIteratorException e) {
            log().debug("slices of {} are left as they are", process, e);
            return 0;
        }
    }

    // Not before there is something to say: whoever starts in the background loads a logger there.
    private static Logger log() {
        return LoggerFactory.getLogger(Background.class);
    }
}
