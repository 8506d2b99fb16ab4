package dev.handoff.client;

/**
 * What the holder of a lease is told, on the lease's own thread: return soon, or heartbeats stop. Each comes at most once,
 * but for {@link #onDutiesFree}.
 */
public interface LeaseEvents {
    /** Before READY: the predecessor is gone, and we are its heir. Nobody answers at the control path until we do. */
    void onInherited();

    /** The listeners are ours alone: confirmed, or the predecessor is gone or silent. */
    void onOwner(String why);

    /** Before the commit, the predecessor ended it: let the listeners go. */
    void onAborted(String reason);

    /** Undone: close the gate, stop the duties, finish what was accepted, end. */
    void onReclaimed(String reason);

    /**
     * The predecessor's duties have stopped, or it is dead.
     *
     * @param certain false if they may still run: ours must not start
     */
    void onDutiesFree(boolean certain, String why);

    /** Nothing will tell any more whether the duties run in another process than the predecessor: ours must not start. */
    default void onDutiesLost(String why) {
        onDutiesFree(false, why);
    }
}
