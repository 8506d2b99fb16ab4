package dev.handoff;

/** Why a process ended its time as an owner. */
public enum Ending {
    /** A successor was confirmed. */
    HANDED_OVER,
    /** SIGTERM, SIGINT or {@link Handoff#close()}: nobody took over. */
    TERMINATED,
    /** The predecessor took the listeners back: this release failed its probation. */
    RECLAIMED,
    /** It never owned them: the handoff was aborted before the commit. */
    ABORTED
}
