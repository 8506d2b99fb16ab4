package dev.handoff;

import dev.handoff.server.Chronicle;
import dev.handoff.wire.v1.Progress;

/**
 * Something that takes a while, under a name, for whoever watches: {@code handoff-client watch} draws a bar of it, {@code
 * status} tells it, and the history keeps how it ended. Made by {@link Handoff#task}. Thread-safe; told as often as is
 * convenient.
 */
public final class Task {
    private static final int MOST_NAME = 64;

    private final Chronicle chronicle;
    /** Guarded by this. */
    private final Progress.Builder progress;

    Task(Chronicle chronicle, String name) {
        if (name.isEmpty() || name.length() > MOST_NAME) {
            throw new IllegalArgumentException("a task's name has 1 to " + MOST_NAME + " characters");
        }
        this.chronicle = chronicle;
        this.progress = Progress.newBuilder().setName(name).setBeganMillis(System.currentTimeMillis());
        tell();
    }

    /**
     * It has got so far.
     *
     * @param done of {@code total}, in whatever it counts
     * @param total 0 when nobody knows
     * @param text in a few words, up to 200 characters; may be empty
     */
    public synchronized void at(long done, long total, String text) {
        progress.setDone(Math.max(0, done)).setTotal(Math.max(0, total)).setText(text);
        tell();
    }

    /** It has ended, well or not, as {@code text} says. */
    public synchronized void end(String text) {
        progress.setText(text).setEndedMillis(System.currentTimeMillis());
        tell();
    }

    private void tell() {
        chronicle.progress(progress.build());
    }
}
