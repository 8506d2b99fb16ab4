package dev.handoff;

import dev.handoff.client.Supervision;
import dev.handoff.fd.Deadline;
import dev.handoff.server.Settlement;
import dev.handoff.telemetry.Flight;
import dev.handoff.telemetry.Rehearsing;
import dev.handoff.wire.v1.Draining;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.slf4j.Logger;

/**
 * The last stretch of a process: what it had accepted is finished, the application's server is stopped, everything is closed.
 * On a thread of its own, and not a daemon: it goes on even if the application's main thread has returned.
 */
final class Retirement {
    /** For an owner to answer at the control path. */
    private static final Duration SUCCESSOR = Duration.ofSeconds(5);

    private static final Duration MOMENT = Duration.ofSeconds(1);

    private final Logger log = Rehearsing.log(Handoff.class);
    private final Owner owner;
    private final Drain drain;
    private final DrainReporter reporter;
    private final CountDownLatch gone = new CountDownLatch(1);

    private volatile Ending ending = Ending.TERMINATED;
    private volatile Consumer<Draining> flight = report -> {};
    private volatile Settlement settlement = Settlement.NONE;

    Retirement(Owner owner) {
        this.owner = owner;
        this.drain = new Drain(owner.terms().tenure().drainDeadline());
        this.reporter =
                new DrainReporter(owner.terms(), () -> StatusReport.draining(owner), this::succeeded, drain::end);
    }

    Drain drain() {
        return drain;
    }

    /** Begins it; once. Nothing is closed before {@code settled}. */
    void begin(Ending how, Settlement settled) {
        ending = how;
        settlement = settled;
        drain.begin();
        flight = Flight.drain();
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
            flight.accept(StatusReport.draining(owner));
            log.info(
                    "generation {}: drained{}",
                    owner.standing().generation(),
                    isEmpty ? "" : ", " + drain.connections() + " connections left");
            owner.hooks().drained();
            owner.origin().ended(ending);
            settlement.await(Deadline.in(Duties.STOP.plusSeconds(5)));
            if (ending == Ending.HANDED_OVER && Supervision.isOfThisProcess()) {
                // The unit is not to be gone before another one is there.
                reporter.awaitHeard(Deadline.in(SUCCESSOR));
            } else if (ending == Ending.HANDED_OVER || ending == Ending.RECLAIMED) {
                // How this ended is remembered by whoever answers now, which may be a moment away.
                reporter.awaitHeard(Deadline.in(MOMENT));
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
}
