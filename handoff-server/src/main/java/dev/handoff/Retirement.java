package dev.handoff;

import dev.handoff.client.Supervision;
import dev.handoff.fd.Deadline;
import dev.handoff.server.Settlement;
import dev.handoff.wire.v1.Draining;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The last stretch of a process: what it had accepted is finished, the application's server is stopped, everything is closed.
 * On a thread of its own, and not a daemon: it goes on even if the application's main thread has returned.
 */
final class Retirement {
    /** For an owner to answer at the control path. */
    private static final Duration SUCCESSOR = Duration.ofSeconds(5);

    private final Logger log = LoggerFactory.getLogger(Handoff.class);
    private final Owner owner;
    private final Drain drain;
    private final DrainReporter reporter;
    private final CountDownLatch gone = new CountDownLatch(1);

    private volatile Ending ending = Ending.TERMINATED;
    private volatile Settlement settlement = Settlement.NONE;

    Retirement(Owner owner) {
        this.owner = owner;
        this.drain = new Drain(owner.terms().drainDeadline());
        this.reporter = new DrainReporter(owner.terms(), this::report, this::succeeded, drain::end);
    }

    Drain drain() {
        return drain;
    }

    /** Begins it; once. Nothing is closed before {@code settled}. */
    void begin(Ending how, Settlement settled) {
        ending = how;
        settlement = settled;
        new Thread(this::finish, "handoff-drain").start();
    }

    private void finish() {
        try {
            if (ending == Ending.HANDED_OVER || ending == Ending.RECLAIMED) {
                reporter.start();
            } else {
                // The next one to start is to bind, not to wait for us; and its duties are to find ours stopped.
                owner.duties().stop();
                owner.publication().close();
            }
            owner.files().remove(ending);
            boolean isEmpty = drain.await();
            log.info(
                    "generation {}: drained{}",
                    owner.generation(),
                    isEmpty ? "" : ", " + drain.connections() + " connections left");
            owner.hooks().drained();
            owner.origin().ended(ending);
            settlement.await(Deadline.in(Duties.STOP.plusSeconds(5)));
            if (ending == Ending.HANDED_OVER && Supervision.isOfThisProcess()) {
                // The unit is not to be gone before another one is there.
                reporter.awaitHeard(Deadline.in(SUCCESSOR));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            reporter.close();
            owner.dispose();
            gone.countDown();
        }
    }

    Ending await() throws InterruptedException {
        gone.await();
        return ending;
    }

    private void succeeded() {
        if (ending == Ending.HANDED_OVER) {
            owner.unit().succeeded();
        }
    }

    private Draining report() {
        return Draining.newBuilder()
                .setGeneration(owner.generation())
                .setRelease(owner.identity().release())
                .setPid((int) ProcessHandle.current().pid())
                .setInFlight(drain.inFlight())
                .setConnections(drain.connections())
                .setDeadlineMillis(drain.endsAt().map(Instant::toEpochMilli).orElse(0L))
                .build();
    }
}
