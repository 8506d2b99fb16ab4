package dev.handoff.artifact;

/** Is told how far a thing that takes its time has come. Called often, on the thread that does it, so it must be cheap. */
@FunctionalInterface
public interface Progress {
    /** Tells nobody. */
    Progress UNSEEN = (name, done, total, text) -> {};

    /**
     * It has come so far.
     *
     * @param name of the thing, the same each time
     * @param done so much of it, in bytes
     * @param total of so much, negative if that is not known; once {@code done} is equal to it, it is over
     * @param text for people
     */
    void at(String name, long done, long total, String text);

    /** It comes no further, for what {@code text} says. */
    default void ended(String name, String text) {}
}
