package dev.handoff.faults.step;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * A guarantee broken on purpose: a method that does nothing any more. The matrix must see it, or it proves nothing.
 */
public enum Mutation {
    /** A gate that is said to be open, and is not. */
    GATE_STAYS_SHUT("dev/handoff/gate/Gate", "openAll"),
    /** The predecessor does not accept again when its successor failed. */
    NO_RECLAIM("dev/handoff/Holding", "reclaim"),
    /** The duties are said to have stopped, and have not. */
    DUTIES_GO_ON("dev/handoff/Duties", "stopAll"),
    /** Nobody counts as hung. */
    NO_SILENCE("dev/handoff/wire/Pulse", "isSilent"),
    /** An owner does not look where its control path leads. */
    NO_WATCH("dev/handoff/server/PathWatch", "look"),
    /** The connection of an exchange that is over stays open. */
    LEAKED_CONNECTION("dev/handoff/server/SuccessorProcess", "close"),
    /** Temporary names stay in the control path's folder. */
    LEFT_FILES("dev/handoff/server/ControlPath", "sweep");

    private final String owner;
    private final String method;

    Mutation(String owner, String method) {
        this.owner = owner;
        this.method = method;
    }

    /** Whose method it is. */
    String owner() {
        return owner;
    }

    boolean isAt(String name) {
        return method.equals(name);
    }

    /** As it is asked for. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The one of that label; empty for an empty label. */
    public static Optional<Mutation> of(String label) {
        Optional<Mutation> found =
                Arrays.stream(values()).filter(m -> m.label().equals(label)).findFirst();
        if (found.isEmpty() && !label.isEmpty()) {
            throw new IllegalArgumentException("there is no mutation " + label + ", only "
                    + Arrays.stream(values()).map(Mutation::label).toList());
        }
        return found;
    }
}
