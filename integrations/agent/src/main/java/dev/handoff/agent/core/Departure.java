package dev.handoff.agent.core;

import dev.handoff.Ending;
import dev.handoff.Handoff;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The end of the process. Handed over, or given up, the application is stopped as SIGTERM would stop it: by its own shutdown
 * hooks. Stopped by anybody else, the predecessor and the successor are told first.
 */
final class Departure {
    /** sysexits(3): EX_TEMPFAIL, for a release that did not become the owner. */
    private static final int GIVEN_UP = 75;

    private final Logger log = LoggerFactory.getLogger("handoff");
    private final Handoff handoff;
    private final Options.Terms terms;
    private final AtomicBoolean stopping = new AtomicBoolean();

    Departure(Handoff handoff, Options.Terms terms) {
        this.handoff = handoff;
        this.terms = terms;
    }

    void prepare() {
        Runtime.getRuntime().addShutdownHook(new Thread(this::stopped, "handoff-shutdown"));
        Thread waiting = new Thread(this::await, "handoff-departure");
        waiting.setDaemon(true);
        waiting.start();
    }

    private void await() {
        try {
            Ending ending = handoff.awaitRetired();
            if (stopping.compareAndSet(false, true)) {
                stop(ending == Ending.HANDED_OVER ? 0 : GIVEN_UP);
            }
        } catch (InterruptedException nobodyMay) {
            Thread.currentThread().interrupt();
        }
    }

    private void stop(int status) {
        log.info(
                "generation {}: the application is stopped, within {} s",
                handoff.generation(),
                terms.stopWithin().toSeconds());
        Thread limit = new Thread(() -> haltAfter(terms.stopWithin(), status), "handoff-halt");
        limit.setDaemon(true);
        limit.start();
        Runtime.getRuntime().exit(status);
    }

    private void haltAfter(Duration limit, int status) {
        try {
            TimeUnit.NANOSECONDS.sleep(limit.toNanos());
        } catch (InterruptedException nobodyMay) {
            Thread.currentThread().interrupt();
        }
        log.error("the application did not stop within {} s and is ended", limit.toSeconds());
        Runtime.getRuntime().halt(status);
    }

    /** A shutdown hook: the JVM ends, by a signal or by the application. */
    private void stopped() {
        if (stopping.compareAndSet(false, true)) {
            handoff.bindings().end();
            try {
                handoff.awaitRetired();
            } catch (InterruptedException nobodyMay) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
