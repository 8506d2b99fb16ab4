package dev.handoff.daemon;

import dev.handoff.Handoff;
import dev.handoff.Task;
import dev.handoff.artifact.Progress;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.LoggerFactory;

/**
 * Progress as lines, one in ten seconds from its beginning, and one when all is there; and for whoever watches, four times a
 * second, once there is a handoff that can be watched. Told by one thread at a time.
 */
final class ShownProgress implements Progress {
    private static final long EVERY = Duration.ofSeconds(10).toNanos();
    private static final long SHOWN_EVERY = Duration.ofMillis(250).toNanos();
    private static final long PERCENT = 100;

    private final Consumer<String> lines;
    private final LongSupplier clock;
    private volatile Optional<Handoff> handoff = Optional.empty();
    private Optional<Task> task = Optional.empty();
    private boolean isUnderWay;
    private long next;
    private long nextShown;

    /** Its lines are of the log. */
    ShownProgress() {
        this(LoggerFactory.getLogger(ShownProgress.class)::info, System::nanoTime);
    }

    ShownProgress(Consumer<String> lines, LongSupplier nanoClock) {
        this.lines = lines;
        this.clock = nanoClock;
        this.nextShown = nanoClock.getAsLong();
    }

    /** In its status from now on. */
    void showIn(Handoff watched) {
        handoff = Optional.of(watched);
    }

    @Override
    public void at(String name, long done, long total, String text) {
        if (!isUnderWay) {
            isUnderWay = true;
            next = clock.getAsLong() + EVERY;
        }
        if (done == total) {
            lines.accept(text + ": " + done + " bytes");
            task(name).ifPresent(each -> each.at(done, total, text));
            ended(name, text);
            return;
        }
        long now = clock.getAsLong();
        if (now - next > 0) {
            next = now + EVERY;
            lines.accept(text + ": " + done + " bytes" + (total > 0 ? ", " + done * PERCENT / total + " %" : ""));
        }
        if (now - nextShown > 0) {
            nextShown = now + SHOWN_EVERY;
            task(name).ifPresent(each -> each.at(done, Math.max(0, total), text));
        }
    }

    @Override
    public void ended(String name, String text) {
        isUnderWay = false;
        task(name).ifPresent(each -> each.end(text));
        task = Optional.empty();
    }

    private Optional<Task> task(String name) {
        if (task.isEmpty()) {
            task = handoff.map(watched -> watched.task(name));
        }
        return task;
    }
}
