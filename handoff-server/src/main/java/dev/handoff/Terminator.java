package dev.handoff;

import dev.handoff.server.Settlement;
import org.jspecify.annotations.Nullable;

/** A wish from outside that the process end: the first asks to finish, one more to finish now. */
final class Terminator {
    private final Owner owner;
    private volatile boolean isAsked;
    /** Guarded by this. */
    private @Nullable Thread thread;

    Terminator(Owner owner) {
        this.owner = owner;
    }

    /** Whatever ends from now on, ends because it was asked to. */
    void asked() {
        isAsked = true;
    }

    boolean isAsked() {
        return isAsked;
    }

    void signalled() {
        Thread waiting;
        synchronized (this) {
            waiting = thread;
            if (waiting == null) {
                asked();
                thread = new Thread(this::terminate, "handoff-terminate");
                thread.setDaemon(true);
                thread.start();
                return;
            }
        }
        owner.drain().end();
        waiting.interrupt();
    }

    private void terminate() {
        try {
            owner.terminate();
        } catch (InterruptedException again) {
            owner.retire("terminated at once", Ending.TERMINATED, Settlement.NONE);
        }
    }
}
