package dev.handoff.daemon;

import dev.handoff.Handoff;
import dev.handoff.Task;
import dev.handoff.artifact.Progress;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Progress as lines of the log, one in ten seconds, and one when it is over; and for whoever watches, four times a second, once
 * there is a handoff that can be watched. Told by one thread at a time.
 */
final class ShownProgress implements Progress {
    private static final long EVERY = Duration.ofSeconds(10).toNanos();
    private static final long SHOWN_EVERY = Duration.ofMillis(250).toNanos();
    private static final long PERCENT = 100;

    private final Logger log = LoggerFactory.getLogger(ShownProgress.class);
    private final LongSupplier clock;
    private volatile Optional<Handoff> handoff = Optional.empty();
    private Optional<Task> task = Optional.empty();
    private long next;
    private long nextShown;

    ShownProgress(LongSupplier nanoClock) {
        this.clock = nanoClock;
        this.next = nanoClock.getAsLong() + EVERY;
        this.nextShown = nanoClock.getAsLong();
    }

    /** In its status from now on. */
    void showIn(Handoff watched) {
        handoff = Optional.of(watched);
    }

    @Override
    public void at(String name, long done, long total, String text) {
        if (done == total) {
            log.info("{}: {} bytes", text, done);
            task(name).ifPresent(each -> each.at(done, total, text));
            end(text);
            return;
        }
        long now = clock.getAsLong();
        if (now - next > 0) {
            next = now + EVERY;
            log.info("{}: {} bytes{}", text, done, total > 0 ? ", " + done * PERCENT / total + " %" : "");
        }
        if (now - nextShown > 0) {
            nextShown = now + SHOWN_EVERY;
            task(name).ifPresent(each -> each.at(done, Math.max(0, total), text));
        }
    }

    @Override
    public void ended(String name, String text) {
        task(name).ifPresent(each -> end(text));
    }

    private Optional<Task> task(String name) {
        if (task.isEmpty()) {
            task = handoff.map(watched -> watched.task(name));
        }
        return task;
    }

    private void end(String text) {
        task.ifPresent(each -> each.end(text));
        task = Optional.empty();
    }
}
