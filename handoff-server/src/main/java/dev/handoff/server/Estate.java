package dev.handoff.server;

import dev.handoff.client.Identity;
import dev.handoff.phase.Phases;
import dev.handoff.phase.PredecessorPhase;
import dev.handoff.phase.ProcessPhase;
import dev.handoff.wire.NamedListener;
import dev.handoff.wire.v1.HandoffRecord;
import dev.handoff.wire.v1.Status;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** The process behind the control socket: its listeners, its duties, and what a handoff does to them. */
public interface Estate {
    /** Who we are. */
    Identity identity();

    /** Our generation. */
    long generation();

    /** The phase the process is in. */
    Phases<ProcessPhase> phases();

    /** The shared listeners, still the estate's. */
    List<NamedListener> listeners();

    /** What we keep for others; empty if we are no store. */
    Optional<Keeping> keeping();

    /** The generations before ours, newest first. */
    Lineage lineage();

    /**
     * A successor accepts: close the gates, start to drain. Not called twice without {@link #reclaim} in between.
     *
     * @throws IOException if a gate can't be closed; every gate is then open as before
     */
    void yieldListeners() throws IOException;

    /** Stops the duties, bounded; if they run nowhere then, they are the successor's to run. */
    Whereabouts releaseDuties();

    /** The successor failed on probation: open the gates, at once, if they were closed for it. */
    void reclaim(String why);

    /** After a reclaim, duties that never were the successor's to run: ours go on, if it is certain that no others do. */
    void resumeDuties(String why);

    /**
     * After a reclaim, duties that were the successor's to run: ours go on if they have stopped there.
     *
     * @param certain that they have
     */
    void returnDuties(boolean certain, String why);

    /**
     * The successor owns the listeners for good: drop ours, drain, end.
     *
     * @param settlement what the process must not end before
     */
    void retire(String why, Settlement settlement);

    /** Another generation accepts and answers at the control path, and no exchange with it is open: give way, and drain. */
    void giveWay(String why);

    /** Does another process answer at our control path? */
    boolean isSucceeded() throws IOException;

    /** The word for which we may wait ourselves before we are READY. */
    ReadyWord readyWord();

    /** What notes requests for a successor's warm-up, if something does. */
    Optional<RequestRecorder> recorder();

    /** The way back to the release before, if we know one. */
    Optional<WayBack> wayBack();

    /** An exchange has gone on to a phase. Must only note it: nothing waits. */
    void exchanged(Claimant successor, PredecessorPhase to);

    /** Notes how a handoff ended. */
    void record(HandoffRecord record);

    /** Notes that a request was refused. */
    void refused(HandoffRecord record);

    /** What is told of the process. */
    Chronicle chronicle();

    /** The estate's own part of a status. Never waits. */
    Status.Builder status();
}
