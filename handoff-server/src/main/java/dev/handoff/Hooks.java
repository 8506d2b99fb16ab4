package dev.handoff;

import dev.handoff.phase.ProcessPhase;
import dev.handoff.server.RequestRecorder;
import dev.handoff.server.WayBack;
import dev.handoff.telemetry.Rehearsing;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * The application's hooks by their occasion, run in the order they were given. Those that come in the middle of an exchange
 * run on a thread of their own, so that a slow one does not hold up the heartbeats.
 */
final class Hooks implements AutoCloseable {
    private final Logger log = Rehearsing.log(Hooks.class);
    private final List<Hook> warmUp = new CopyOnWriteArrayList<>();
    private final List<Hook> yielding = new CopyOnWriteArrayList<>();
    private final List<Hook> reclaim = new CopyOnWriteArrayList<>();
    private final List<Hook> drain = new CopyOnWriteArrayList<>();
    private final List<Consumer<ProcessPhase>> phases = new CopyOnWriteArrayList<>();
    private volatile @Nullable RequestRecorder recorder;
    private volatile @Nullable WayBack wayBack;
    private final ExecutorService thread = Executors.newSingleThreadExecutor(work -> {
        Thread hooks = new Thread(work, "handoff-hook");
        hooks.setDaemon(true);
        return hooks;
    });

    void onPhase(Consumer<ProcessPhase> watcher) {
        phases.add(watcher);
    }

    void entered(ProcessPhase phase) {
        phases.forEach(watcher -> watcher.accept(phase));
    }

    void onWarmUp(Hook hook) {
        warmUp.add(hook);
    }

    void onYield(Hook hook) {
        yielding.add(hook);
    }

    void onReclaim(Hook hook) {
        reclaim.add(hook);
    }

    void onDrain(Hook hook) {
        drain.add(hook);
    }

    void onSuccessor(RequestRecorder notes) {
        recorder = notes;
    }

    Optional<RequestRecorder> recorder() {
        return Optional.ofNullable(recorder);
    }

    void onRollback(WayBack way) {
        wayBack = way;
    }

    Optional<WayBack> wayBack() {
        return Optional.ofNullable(wayBack);
    }

    void warmUp() throws WarmUpException, InterruptedException {
        for (Hook hook : warmUp) {
            try {
                hook.run();
            } catch (InterruptedException e) {
                throw e;
            } catch (Exception e) {
                throw new WarmUpException(e);
            }
        }
    }

    void yielded() {
        thread.execute(() -> run("yield", yielding));
    }

    void reclaimed() {
        thread.execute(() -> run("reclaim", reclaim));
    }

    void drained() {
        run("drain", drain);
    }

    private void run(String occasion, List<Hook> hooks) {
        for (Hook hook : hooks) {
            try {
                hook.run();
            } catch (Exception e) {
                log.error("a hook for {} failed", occasion, e);
            }
        }
    }

    @Override
    public void close() {
        thread.shutdown();
    }
}
