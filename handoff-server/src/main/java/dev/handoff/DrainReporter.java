package dev.handoff;

import dev.handoff.client.HandoffClient;
import dev.handoff.fd.Deadline;
import dev.handoff.telemetry.Rehearsing;
import dev.handoff.wire.Frame;
import dev.handoff.wire.FrameChannel;
import dev.handoff.wire.Messages;
import dev.handoff.wire.v1.Draining;
import dev.handoff.wire.v1.Envelope;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * Tells the present owner, whoever that is by now, how a retired generation's drain goes, and ends the drain when asked.
 * Best effort: the drain does not depend on it.
 */
final class DrainReporter implements AutoCloseable {
    private static final Duration EVERY = Duration.ofMillis(500);
    private static final Duration CONNECT = Duration.ofSeconds(2);
    /** Between two attempts to find the owner, at first and at most: the path changes hands within milliseconds, or not soon. */
    private static final Duration FIRST_RETRY = Duration.ofMillis(50);

    private static final Duration LAST_RETRY = Duration.ofSeconds(1);

    private static final Duration LAST_WORD = Duration.ofMillis(200);

    private final Logger log = Rehearsing.log(DrainReporter.class);
    private final HandoffTerms terms;
    private final Supplier<Draining> report;
    private final Runnable onHeard;
    private final Runnable endDrain;
    private final CountDownLatch heard = new CountDownLatch(1);
    private final Thread thread = new Thread(this::run, "handoff-drain-report");
    /** The owner that is told now. */
    private volatile @Nullable FrameChannel present;
    /** The reporting thread's only. */
    private Duration retry = FIRST_RETRY;

    /** Reports {@code report}; {@code onHeard} runs once, when there is an owner to report to. */
    DrainReporter(HandoffTerms terms, Supplier<Draining> report, Runnable onHeard, Runnable endDrain) {
        this.terms = terms;
        this.report = report;
        this.onHeard = onHeard;
        this.endDrain = endDrain;
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** Waits until there was an owner to report to. */
    void awaitHeard(Deadline deadline) throws InterruptedException {
        if (!heard.await(deadline.remainingNanos(), TimeUnit.NANOSECONDS)) {
            log.debug("no owner was found to report to");
        }
    }

    private void run() {
        while (!thread.isInterrupted()) {
            try (HandoffClient owner = HandoffClient.connect(
                    terms.control(), terms.identity(), CONNECT, terms.server().trust())) {
                // Our own socket may still be at the path, for an instant: the successor has yet to put its own there.
                if (!owner.instance().equals(terms.identity().instance())) {
                    retry = FIRST_RETRY;
                    talk(owner.channel());
                }
            } catch (IOException gone) {
                log.debug("no owner to report to: {}", gone.getMessage());
            }
            pause();
        }
    }

    private void talk(FrameChannel owner) throws IOException {
        present = owner;
        try {
            talkOn(owner);
        } finally {
            present = null;
        }
    }

    private void talkOn(FrameChannel owner) throws IOException {
        while (!thread.isInterrupted()) {
            owner.send(Envelope.newBuilder().setDraining(report.get()), Deadline.in(CONNECT));
            if (heard.getCount() > 0) {
                onHeard.run();
                heard.countDown();
            }
            if (owner.stream().awaitReadable(Deadline.in(EVERY))) {
                try (Frame frame = owner.receive(Deadline.in(CONNECT))) {
                    if (frame.kind() == Envelope.MessageCase.END_DRAIN) {
                        log.info(
                                "asked to end the drain: {}",
                                Messages.oneLine(frame.envelope().getEndDrain().getReason()));
                        endDrain.run();
                    }
                }
            }
        }
    }

    private void pause() {
        try {
            Thread.sleep(retry.toMillis());
            Duration longer = retry.multipliedBy(2);
            retry = longer.compareTo(LAST_RETRY) < 0 ? longer : LAST_RETRY;
        } catch (InterruptedException e) {
            thread.interrupt();
        }
    }

    /** Says how it ended, and ends the reports; the owner sees the end of file when the thread next looks, or the process ends. */
    @Override
    public void close() {
        FrameChannel owner = present;
        if (owner != null) {
            try {
                owner.send(Envelope.newBuilder().setDraining(report.get()), Deadline.in(LAST_WORD));
            } catch (IOException gone) {
                log.debug("the last report was not heard: {}", gone.getMessage());
            }
        }
        thread.interrupt();
    }
}
