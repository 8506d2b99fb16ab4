package dev.handoff;

/** Something of the application's to run at a point of a handoff. What it throws is logged, and counts as its failure. */
@FunctionalInterface
public interface Hook {
    /** Runs it. */
    void run() throws Exception;
}
