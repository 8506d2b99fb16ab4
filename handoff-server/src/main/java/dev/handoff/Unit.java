package dev.handoff;

import dev.handoff.client.Supervision;
import dev.handoff.fd.Deadline;
import dev.handoff.phase.PredecessorPhase;
import dev.handoff.phase.ProcessPhase;
import dev.handoff.server.Claimant;
import dev.handoff.systemd.Notice;
import dev.handoff.systemd.NotifySocket;
import dev.handoff.systemd.PidFile;
import dev.handoff.telemetry.Rehearsing;
import dev.handoff.wire.NamedListener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;

/**
 * The service manager's unit that this process runs in, and what the manager is told of it: sd_notify(3). Without
 * {@code $NOTIFY_SOCKET} nothing is said.
 *
 * <p>A manager follows one process of a unit, and hears (NotifyAccess=main) only that. It is the one that was started first,
 * and stays it through the probation of a successor, which may yet fail; when the successor is confirmed, the predecessor
 * says that it is the main one now, and nothing more. A successor with a unit of its own is that one's main process, and the
 * predecessor's unit stops. Should the main process die while a successor holds the listeners too, the manager finds it in
 * {@code $PIDFILE}.
 *
 * <p>All is said by one thread, in order; nobody waits for the manager but {@link #close}, and that a second.
 */
final class Unit implements AutoCloseable {
    private static final Duration TICK = Duration.ofSeconds(2);
    /** Several ticks: one that comes late must not cost the service its life. */
    private static final Duration EXTENSION = Duration.ofSeconds(15);
    /** Of hooks, beyond what has a bound of its own. */
    private static final Duration MARGIN = Duration.ofSeconds(60);

    private static final long FLUSH_MILLIS = 1_000;

    private final Logger log = Rehearsing.log(Handoff.class);
    private final Optional<NotifySocket> manager;
    private final Optional<PidFile> pidFile;
    private final int ownPid = (int) ProcessHandle.current().pid();
    private final ScheduledThreadPoolExecutor thread;

    // The thread's only, all of them.
    private final List<Backup> backups = new ArrayList<>();
    private boolean isMain;
    /** Main from the next tick on: by then the manager knows. */
    private boolean isExpected;

    private boolean isReady;
    /** The service goes on in another unit. */
    private boolean isLeft;
    /** No listener is ours any more. */
    private boolean isOver;

    private String exchange = "";
    private Deadline busy = Deadline.in(Duration.ZERO);
    private String said = "";
    private Supplier<String> line = () -> "";

    private Unit(
            Optional<NotifySocket> manager,
            Optional<PidFile> pidFile,
            Optional<StoreKeeper> store,
            boolean isMain,
            boolean stores) {
        this.manager = manager;
        this.pidFile = pidFile;
        this.isMain = isMain;
        if (stores) {
            manager.map(Keeper::of).map(Backup::new).ifPresent(backups::add);
        }
        store.map(Backup::new).ifPresent(backups::add);
        this.thread = new ScheduledThreadPoolExecutor(1, work -> {
            Thread unit = new Thread(work, "handoff-unit");
            unit.setDaemon(true);
            return unit;
        });
    }

    /** The one that the environment tells of, and a store of ours if there is one. */
    static Unit ofThisProcess(Optional<StoreKeeper> store) {
        Map<String, String> environment = System.getenv();
        // Set by systemd from 254 on; before, by the unit itself, beside FileDescriptorStoreMax=.
        boolean stores = environment.getOrDefault("FDSTORE", "0").matches("[1-9][0-9]*");
        return new Unit(
                NotifySocket.of(environment), PidFile.of(environment), store, Supervision.isOfThisProcess(), stores);
    }

    /** None, whatever the environment tells. */
    static Unit untold() {
        return new Unit(Optional.empty(), Optional.empty(), Optional.empty(), false, false);
    }

    private void later(Runnable work) {
        if (manager.isEmpty() && pidFile.isEmpty() && backups.isEmpty()) {
            return;
        }
        try {
            thread.execute(work);
        } catch (RejectedExecutionException ended) {
            log.debug("the unit is closed");
        }
    }

    /** The process asks for its listeners and warms up, for so long at the most. */
    void opening(Duration atMost) {
        later(() -> {
            busy = Deadline.in(atMost.plus(MARGIN));
            line = () -> "asks for its listeners";
            Future<?> unused = thread.scheduleWithFixedDelay(this::tick, 0, TICK.toMillis(), TimeUnit.MILLISECONDS);
        });
    }

    /** What describes the process, from now on. */
    void describedBy(Supplier<String> text) {
        later(() -> line = text);
    }

    /** It is in another phase than before. */
    void entered(ProcessPhase phase, Owner owner) {
        if (phase == ProcessPhase.ON_PROBATION) {
            busyFor(Optional.of(owner.terms().tenure().probation()));
        } else if (phase == ProcessPhase.OWNER) {
            boolean isIntroduced = owner.lease().filter(Succession::isConfirmed).isPresent();
            owns(owner.lease().isEmpty(), isIntroduced, owner.seats()::fronts);
        }
        later(this::tellStatus);
    }

    /** It waits out its own probation, or drains: so long at the most, or for ever. */
    void busyFor(Optional<Duration> atMost) {
        later(() -> busy = atMost.map(time -> Deadline.in(time.plus(MARGIN))).orElse(Deadline.never()));
    }

    /**
     * It owns the listeners.
     *
     * @param isFirst it had no predecessor
     * @param isIntroduced the predecessor lives and speaks for it, if it is to
     */
    private void owns(boolean isFirst, boolean isIntroduced, Supplier<List<NamedListener>> listeners) {
        later(() -> {
            pidFile.ifPresent(file -> file.write(ownPid));
            busy = Deadline.in(Duration.ZERO);
            backups.forEach(backup -> backup.of(listeners));
            isMain = isMain || isFirst;
            if (isMain && !isReady) {
                said = line.get();
                tell(Notice.of().ready().status(said));
                backups.forEach(Backup::store);
            } else if (!isMain && !isIntroduced) {
                // Heard by a manager that hears all of a unit; others look into the file when the main process has
                // died.
                manager.ifPresent(
                        socket -> socket.tell(Notice.of().mainPid(ownPid).ready()));
            }
            isReady = true;
            isExpected = !isMain;
        });
    }

    /** Listeners that we were given, and let go: they are not to be kept any longer. */
    void dropped(String listener) {
        later(() -> backups.forEach(backup -> backup.drop(listener)));
    }

    /** An exchange with a successor has gone on. */
    void exchanged(Claimant successor, PredecessorPhase to, String outcome) {
        later(() -> {
            boolean isToFollow = !successor.isSupervised() && successor.pid() > 0 && successor.pid() != ownPid;
            exchange = to.isLast() ? "" : ", handing over to " + successor.name() + ": " + to;
            switch (to) {
                case GRANTED -> pidFile.filter(file -> isToFollow).ifPresent(file -> file.write(successor.pid()));
                case ABORTED, RECLAIMED -> pidFile.ifPresent(file -> file.write(ownPid));
                case CONFIRMED -> handOver(successor, isToFollow, outcome);
                default -> {}
            }
            tellStatus();
        });
    }

    private void handOver(Claimant successor, boolean isToFollow, String outcome) {
        arrive();
        if (isToFollow && isMain && manager.isPresent()) {
            warnOfParent(successor);
            tell(Notice.of().mainPid(successor.pid()).status(outcome));
            isMain = false;
        } else if (successor.isSupervised()) {
            isLeft = true;
            isOver = true;
            line = () -> outcome;
        }
    }

    /** The owner that follows us answers at the control path: if its unit is another, it has said that it is ready. */
    void succeeded() {
        later(() -> {
            if (isLeft) {
                tell(Notice.of().stopping().extendTimeout(EXTENSION));
            }
        });
    }

    // The manager reaps its own children only; of another's death it is not told.
    private void warnOfParent(Claimant successor) {
        Optional<Long> own = ProcessHandle.current().parent().map(ProcessHandle::pid);
        Optional<Long> its =
                ProcessHandle.of(successor.pid()).flatMap(ProcessHandle::parent).map(ProcessHandle::pid);
        if (own.isPresent() && its.isPresent() && !its.equals(own)) {
            log.warn(
                    "{}: its parent is process {}, not the service manager, which will not see its end",
                    successor.name(),
                    its.get());
        }
    }

    /** It ends, and nobody follows it in this unit. */
    void ending(String why) {
        later(() -> {
            arrive();
            isOver = true;
            said = why;
            Notice notice = isReady ? Notice.of().stopping() : Notice.of();
            tell(notice.extendTimeout(EXTENSION).status(why));
        });
    }

    private void tick() {
        try {
            say();
        } catch (RuntimeException e) {
            log.warn("the service manager was not told how we are", e); // and will be with the next tick
        }
    }

    private void say() {
        arrive();
        if (!exchange.isEmpty() || !busy.isPast()) {
            tell(Notice.of().extendTimeout(EXTENSION));
        }
        tellStatus();
        if (isMain && isReady && !isOver) {
            backups.forEach(Backup::store);
        }
    }

    private void arrive() {
        isMain = isMain || isExpected;
        isExpected = false;
    }

    private void tellStatus() {
        String now = line.get() + exchange;
        if (!now.isEmpty() && !now.equals(said) && isMain) {
            said = now;
            tell(Notice.of().status(now));
        }
    }

    private void tell(Notice notice) {
        if (isMain) {
            manager.ifPresent(socket -> socket.tell(notice));
        }
    }

    /** Says what is left to be said. */
    @Override
    public void close() {
        thread.shutdown();
        try {
            if (!thread.awaitTermination(FLUSH_MILLIS, TimeUnit.MILLISECONDS)) {
                log.warn("the service manager was not told all");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
