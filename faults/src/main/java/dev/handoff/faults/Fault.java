package dev.handoff.faults;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** What is done to a handoff at a step. */
enum Fault {
    /** kill -9. */
    KILL_PREDECESSOR,
    KILL_SUCCESSOR,
    /** SIGSTOP, and SIGCONT once the other has had the time to act on the silence. */
    STOP_PREDECESSOR,
    STOP_SUCCESSOR,
    /** The control connection ends, and both live. */
    CUT,
    /** Half a frame, then the end. */
    TRUNCATE,
    /** A frame that is no message. */
    GARBLE,
    /** The successor has no descriptor left, for a second. */
    EMFILE,
    /** The control path vanishes. */
    DELETE_PATH,
    /** Somebody else's socket is at the control path. */
    REPLACE_PATH,
    /** No file can be made where the control path is. */
    FULL_DISK,
    /** The time of day jumps: two hours ahead, then two hours behind. */
    CLOCK;

    private static final Set<Step> PATH_STEPS = EnumSet.of(
            Step.CONNECTED,
            Step.HEARD_GRANT,
            Step.WARM_UP,
            Step.HEARD_COMMIT,
            Step.SAID_YIELDED,
            Step.HEARD_CONFIRMED,
            Step.DRAINED);

    private static final Set<Step> CLOCK_STEPS =
            EnumSet.of(Step.HEARD_GRANT, Step.SAID_READY, Step.SAID_YIELDED, Step.SAYING_CONFIRM);

    private static final Set<Step> DISK_STEPS =
            EnumSet.of(Step.CONNECTED, Step.HEARD_GRANT, Step.WARM_UP, Step.SAID_YIELDED, Step.HEARD_CONFIRMED);

    /** Does it make sense there? */
    boolean strikesAt(Step step) {
        return switch (this) {
            case KILL_PREDECESSOR, STOP_PREDECESSOR, KILL_SUCCESSOR, STOP_SUCCESSOR -> true;
            case CUT -> step.compareTo(Step.HEARD_CONFIRMED) <= 0;
            case TRUNCATE, GARBLE -> step.isSaying();
            case EMFILE -> step == Step.SAID_REQUEST || step == Step.HEARD_GRANT || step == Step.WARM_UP;
            case DELETE_PATH, REPLACE_PATH -> PATH_STEPS.contains(step);
            case FULL_DISK -> DISK_STEPS.contains(step);
            case CLOCK -> CLOCK_STEPS.contains(step);
        };
    }

    /** Why this machine can't play it; empty if it can. */
    String missing() {
        return switch (this) {
            case FULL_DISK -> Surroundings.hasDisk() ? "" : "a small disk is mounted by root only";
            default -> "";
        };
    }

    /** Is nobody left to accept, whatever the project does, because the last holder of the listeners is gone? */
    boolean endsTheLastHolder(Step step) {
        return switch (this) {
            case KILL_PREDECESSOR -> step.isBeforeGrant();
            case KILL_SUCCESSOR -> step.isAfterConfirmation();
            default -> false;
        };
    }

    /** While one is stopped, does the other accept, after the silence? Not before it has anything to accept at. */
    boolean leavesAnAcceptor(Step step) {
        return this == STOP_SUCCESSOR ? !step.isAfterConfirmation() : step.compareTo(Step.HEARD_GRANT) >= 0;
    }

    /** As it is asked for, and printed. */
    String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
