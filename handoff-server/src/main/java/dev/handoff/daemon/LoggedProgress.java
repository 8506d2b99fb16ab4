package dev.handoff.daemon;

import dev.handoff.artifact.Progress;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Progress as lines of the log: one in ten seconds, and one when it is over. */
final class LoggedProgress implements Progress {
    private static final long EVERY = Duration.ofSeconds(10).toNanos();
    private static final long PERCENT = 100;

    private final Logger log = LoggerFactory.getLogger(LoggedProgress.class);
    private final LongSupplier clock;
    private long next;

    LoggedProgress(LongSupplier nanoClock) {
        this.clock = nanoClock;
        this.next = nanoClock.getAsLong() + EVERY;
    }

    @Override
    public void at(String name, long done, long total, String text) {
        if (done == total) {
            log.info("{}: {} bytes", text, done);
        } else if (clock.getAsLong() - next > 0) {
            next = clock.getAsLong() + EVERY;
            log.info("{}: {} bytes{}", text, done, total > 0 ? ", " + done * PERCENT / total + " %" : "");
        }
    }
}
