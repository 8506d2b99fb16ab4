package dev.handoff.client.cli;

import java.util.Locale;

/** Which step of an exchange is under way, so that a failure can say in which one it happened. */
final class Steps {
    /** The steps, as a failure names them. */
    enum Step {
        STARTING,
        CONNECTING,
        INSPECTING,
        /** Following a handoff. */
        WATCHING,
        /** Saying READY for another. */
        TELLING,
        REQUESTING,
        /** Looking into a process, and taking. */
        TAKING,
        /** What a store is asked for. */
        STORING,
        RETRIEVING,
        DELETING,
        /** Giving back. */
        ABORTING,
        /** Trying a program. */
        REHEARSING,
        /** Writing an archive of classes. */
        ARCHIVING,
        /** Becoming a program. */
        EXECUTING;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private Step current = Step.STARTING;

    void enter(Step step) {
        current = step;
    }

    Step current() {
        return current;
    }
}
