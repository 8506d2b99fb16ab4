package dev.handoff.server;

/** Where the duties may still run, once this process was asked to stop them. */
public enum Whereabouts {
    /** Nowhere, for certain: whoever comes next may start them. */
    NOWHERE,
    /** Here: they did not stop, or not cleanly. The end of this process ends them. */
    HERE,
    /** In another process, which has not said that it stopped them: our own end says nothing about that. */
    ELSEWHERE
}
