package dev.handoff.management;

import java.util.List;

/**
 * A process's place among the generations, at {@code dev.handoff:type=Handoff,generation=N,control="PATH"}. Reading it never
 * waits for an exchange.
 */
public interface HandoffMXBean {
    /** Counts the processes that owned the listeners, from 1. */
    long getGeneration();

    /** The software's own label; may be empty. */
    String getRelease();

    /** By name: docs/states.md. */
    String getPhase();

    /** Since when, in ISO 8601. */
    String getPhaseSince();

    /** Requests, as the application counts them. */
    long getInFlight();

    /** Open connections, as the application counts them. */
    long getConnections();

    /** Do the singleton duties run here? */
    boolean isDutiesOwned();

    /** The release, process and phase of whoever takes over just now; empty if nobody does. */
    String getSuccessor();

    /** Earlier generations that finish what they accepted. */
    int getDrainingGenerations();

    /** How the last handoff of this process ended: confirmed, aborted, reclaimed, ...; empty before the first. */
    String getLastOutcome();

    /** The last handoffs across generations, newest first, one line each. */
    List<String> getHistory();
}
