package dev.handoff;

import java.util.Optional;

/**
 * How to come by the listeners of a process that does not know of us.
 *
 * @param pid the process
 * @param isShared its own listeners are used beside it, instead of ours that its new connections are diverted to
 * @param end how it is told to end; empty if somebody else sees to that
 */
record StrangerTerms(int pid, boolean isShared, Optional<End> end) {
    /**
     * @param signal signal(7)
     * @param whenSucceeded not before a successor of ours was confirmed; else when our probation is over
     */
    record End(int signal, boolean whenSucceeded) {}
}
