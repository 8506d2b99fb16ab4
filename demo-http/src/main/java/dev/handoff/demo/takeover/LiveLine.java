package dev.handoff.demo.takeover;

import dev.handoff.demo.load.Load;
import dev.handoff.demo.load.Mark;
import java.io.PrintStream;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What goes on now, in one line that is written over on a terminal, or in a line now and then elsewhere. */
final class LiveLine implements AutoCloseable {
    private static final long BEAT_MILLIS = 250;
    private static final int BEATS_PER_PLAIN_LINE = 8;

    private final PrintStream out;
    private final boolean inPlace;
    private final Thread thread = new Thread(this::beat, "live-line");
    // All guarded by this.
    private String phase = "starting v1";
    private @Nullable Load load;
    private boolean closed;

    private LiveLine(PrintStream out, boolean inPlace) {
        this.out = out;
        this.inPlace = inPlace;
        thread.setDaemon(true);
    }

    static LiveLine on(PrintStream out, boolean inPlace) {
        LiveLine line = new LiveLine(out, inPlace);
        line.thread.start();
        return line;
    }

    synchronized void watch(Load running) {
        load = running;
    }

    /** What goes on from now. */
    synchronized void says(String now) {
        phase = now;
        print();
    }

    private void beat() {
        try {
            for (int beats = 0; pause(); beats++) {
                if (inPlace || beats % BEATS_PER_PLAIN_LINE == 0) {
                    print();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits for the next beat; false when there is none. */
    private synchronized boolean pause() throws InterruptedException {
        long until = System.nanoTime() + BEAT_MILLIS * 1_000_000;
        for (long left = BEAT_MILLIS; !closed && left > 0; left = (until - System.nanoTime()) / 1_000_000) {
            wait(left);
        }
        return !closed;
    }

    private synchronized void print() {
        if (!closed) {
            out.print(inPlace ? "\r\033[K" + text() : text() + "\n");
            out.flush();
        }
    }

    private synchronized String text() {
        Load running = load;
        if (running == null) {
            return phase;
        }
        Mark soFar = running.mark();
        String generation = running.latest()
                .map(by -> by.generation() + " (" + by.release() + ")")
                .orElse("-");
        return String.format(
                Locale.ROOT,
                "%-52s generation %s | in flight %3d | %,7d requests | %d failed",
                phase,
                generation,
                running.outstanding(),
                soFar.answers() + soFar.failures(),
                soFar.failures());
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            notifyAll();
            out.print(inPlace ? "\r\033[K" : "");
            out.flush();
        }
    }
}
