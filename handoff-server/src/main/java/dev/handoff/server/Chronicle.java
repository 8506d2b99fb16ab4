package dev.handoff.server;

import dev.handoff.fd.Deadline;
import dev.handoff.wire.v1.Draining;
import dev.handoff.wire.v1.HandoffRecord;
import dev.handoff.wire.v1.Progress;
import dev.handoff.wire.v1.Status;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What a process has to tell of itself: how handoffs went, its own and those before, and what it is at. It also numbers the
 * news, for those who wait for some. Thread-safe, and nothing here waits but {@link #await}.
 */
public final class Chronicle {
    /** Guarded by this, as is all below. */
    private final History history;

    private final ProgressBoard board = new ProgressBoard();
    private @Nullable HandoffRecord lastHandoff;
    private @Nullable HandoffRecord lastRefusal;
    private long change = 1;

    /** @param before the handoffs before this process, newest first: from its predecessor, checked */
    public Chronicle(List<HandoffRecord> before) {
        history = new History(before);
    }

    /** A handoff in which this process took part has ended. */
    public synchronized void record(HandoffRecord record) {
        lastHandoff = record;
        history.add(record);
        changed();
    }

    /** Something else happened that is worth it. */
    public synchronized void remember(HandoffRecord record) {
        history.add(record);
        changed();
    }

    /** A request was refused, by us. */
    public synchronized void refused(HandoffRecord record) {
        lastRefusal = history.addRefusal(record);
        changed();
    }

    /** What a generation says of its drain; {@code isGone} when it has said that for the last time. */
    public synchronized void drained(Draining report, boolean isGone) {
        history.drained(report, isGone);
        changed();
    }

    /** The last handoffs, newest first. */
    public synchronized List<HandoffRecord> history() {
        return history.records();
    }

    /** The last handoff in which this process took part. */
    public synchronized Optional<HandoffRecord> lastHandoff() {
        return Optional.ofNullable(lastHandoff);
    }

    /** What this process is at, as it stands now; it replaces what had the same name. */
    public synchronized void progress(Progress now) {
        board.put(now);
        changed();
    }

    /** What this process is at. */
    public synchronized List<Progress> progress() {
        return board.all();
    }

    /** There is news, of whatever is in a status. */
    public synchronized void changed() {
        change++;
        notifyAll();
    }

    /** The number of the last news. */
    synchronized long change() {
        return change;
    }

    /** Waits until there is news after that of number {@code seen}, or the deadline. */
    void await(long seen, Deadline deadline) throws InterruptedException {
        synchronized (this) {
            while (change == seen && !deadline.isPast()) {
                TimeUnit.NANOSECONDS.timedWait(this, Math.max(1, deadline.remainingNanos()));
            }
        }
    }

    /** Its own part of a status. */
    public synchronized void tell(Status.Builder status) {
        status.setChange(change).addAllProgress(board.all());
        if (lastHandoff != null) {
            status.setLastHandoff(lastHandoff);
        }
        if (lastRefusal != null) {
            status.setLastRefusal(lastRefusal);
        }
    }
}
