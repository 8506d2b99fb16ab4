package dev.handoff;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The application's hooks by their occasion, run in the order they were given. */
final class Hooks {
    private final Logger log = LoggerFactory.getLogger(Hooks.class);
    private final List<Hook> warmUp = new CopyOnWriteArrayList<>();
    private final List<Hook> yielding = new CopyOnWriteArrayList<>();
    private final List<Hook> reclaim = new CopyOnWriteArrayList<>();
    private final List<Hook> drain = new CopyOnWriteArrayList<>();

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
        run("yield", yielding);
    }

    void reclaimed() {
        run("reclaim", reclaim);
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
}
