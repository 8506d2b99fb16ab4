package dev.handoff.artifact;

import java.io.FilterInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Ends a download that brings nothing for too long, or takes too long as a whole: closes it, which wakes whoever reads. */
public final class StallGuard extends FilterInputStream {
    private static final ScheduledExecutorService CLOCK = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "handoff-stall-guard");
        thread.setDaemon(true);
        return thread;
    });
    private static final int LOOKS = 4;
    private static final long LEAST = TimeUnit.MILLISECONDS.toNanos(10);

    private final Content content;
    private final Duration silence;
    private final long end;
    private final Future<?> looking;
    private volatile long heard = System.nanoTime();
    private volatile String why = "";

    /**
     * Begins. Closing this closes the content.
     *
     * @param silence the most between two reads that bring something
     * @param end of the whole, by {@link System#nanoTime()}
     */
    public StallGuard(Content content, Duration silence, long end) {
        super(content.body());
        this.content = content;
        this.silence = silence;
        this.end = end;
        long first = Math.min(silence.toNanos(), end - System.nanoTime());
        long each = Math.max(LEAST, first / LOOKS);
        this.looking = CLOCK.scheduleWithFixedDelay(this::look, each, each, TimeUnit.NANOSECONDS);
    }

    private void look() {
        long now = System.nanoTime();
        if (now - heard > silence.toNanos()) {
            cut("nothing came for " + silence.toMillis() + " ms");
        } else if (now - end > 0) {
            cut("it was not here in time (within=TIME)");
        }
    }

    private void cut(String reason) {
        why = reason;
        try {
            content.close();
        } catch (IOException e) {
            why = reason + ", and it does not close: " + e.getMessage();
        }
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        try {
            int count = in.read(into, offset, length);
            if (!why.isEmpty()) {
                throw new UnavailableException(why);
            }
            heard = System.nanoTime();
            return count;
        } catch (IOException e) {
            throw why.isEmpty() ? e : new UnavailableException(why);
        }
    }

    @Override
    public void close() throws IOException {
        looking.cancel(false);
        content.close();
    }
}
