package dev.handoff.server;

import dev.handoff.fd.Deadline;
import dev.handoff.wire.RefusedException;
import dev.handoff.wire.v1.RefusalCode;
import java.util.concurrent.TimeUnit;

/** The word for which a process waits before it is READY, and whether it has been said, and heard. Thread-safe. */
public final class ReadyWord {
    /** Guarded by this, as are the next. */
    private boolean isAwaited;

    private boolean isSaid;
    private boolean isOver;

    /** The process says whether it waits for the word. Once it was said, to wait no more is to have heard it. */
    public synchronized void await(boolean waits) {
        isAwaited = waits;
        notifyAll();
    }

    /** It is too late, for better or worse. */
    public synchronized void end() {
        isOver = true;
        notifyAll();
    }

    /** Has it been said? */
    synchronized boolean isSaid() {
        return isSaid;
    }

    /** Has it been said? If so it is heard now. */
    public synchronized boolean hear() {
        if (isSaid) {
            await(false);
        }
        return isSaid;
    }

    /**
     * Says it, and waits until it is heard.
     *
     * @throws RefusedException NOT_AWAITED, or BUSY if it was not heard by the deadline; it may be later
     */
    synchronized void say(Deadline deadline) throws RefusedException, InterruptedException {
        if (isOver || !(isAwaited || isSaid)) {
            throw new RefusedException(
                    RefusalCode.NOT_AWAITED,
                    "nobody waits to be told READY: no release that is to be told is starting, or not yet");
        }
        isSaid = true;
        while (isAwaited && !isOver && !deadline.isPast()) {
            TimeUnit.NANOSECONDS.timedWait(this, Math.max(1, deadline.remainingNanos()));
        }
        if (isAwaited) {
            throw isOver
                    ? new RefusedException(RefusalCode.NOT_AWAITED, "the release that was told READY is gone")
                    : new RefusedException(RefusalCode.BUSY, "the release that was told READY has not heard it yet");
        }
    }
}
