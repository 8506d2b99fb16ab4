package dev.handoff.server;

import dev.handoff.fd.Deadline;

/** Something that is still to be said to a successor: our end, before it, would be taken for its answer. */
@FunctionalInterface
public interface Settlement {
    /** Nothing to wait for. */
    Settlement NONE = deadline -> {};

    /** Waits until it is said, or the deadline. */
    void await(Deadline deadline) throws InterruptedException;
}
