package dev.handoff.server;

import dev.handoff.client.Identity;
import dev.handoff.wire.RefusedException;
import dev.handoff.wire.v1.Generation;
import dev.handoff.wire.v1.RefusalCode;
import java.util.ArrayList;
import java.util.List;

/**
 * The generations that owned the listeners before, newest first, as far back as is remembered; and the guard that stands on
 * it: a supervisor that restarts the <em>old</em> release after its clean exit must not take the listeners back.
 */
public record Lineage(List<Generation> retired) {
    /** How many generations are remembered. */
    static final int MEMORY = 16;

    /** No generation before. */
    public static final Lineage FIRST = new Lineage(List.of());

    /** Keeps the newest {@value #MEMORY}. */
    public Lineage {
        retired = List.copyOf(retired.subList(0, Math.min(MEMORY, retired.size())));
    }

    /** This lineage with one more generation, the newest. */
    public Lineage with(long number, Identity identity) {
        List<Generation> longer = new ArrayList<>();
        longer.add(Generation.newBuilder()
                .setNumber(number)
                .setRelease(identity.release())
                .setInstance(identity.instance())
                .build());
        longer.addAll(retired);
        return new Lineage(longer);
    }

    /**
     * Lets a successor pass, or not.
     *
     * @param present the release that owns the listeners now
     * @throws RefusedException OLDER_RELEASE for a process that was retired itself, and for a release that was replaced
     */
    void admit(Identity successor, String present) throws RefusedException {
        for (Generation generation : retired) {
            if (generation.getInstance().equals(successor.instance())) {
                throw new RefusedException(
                        RefusalCode.OLDER_RELEASE,
                        "this process owned the listeners as generation " + generation.getNumber()
                                + " and was retired; to roll back, ask with --allow-rollback");
            }
        }
        String asked = successor.release();
        boolean isGuarded = !asked.isEmpty() && !asked.equals(present);
        if (isGuarded
                && retired.stream()
                        .anyMatch(generation -> generation.getRelease().equals(asked))) {
            throw new RefusedException(
                    RefusalCode.OLDER_RELEASE,
                    "release " + asked + " was replaced, " + present + " owns the listeners; to roll back, ask with"
                            + " --allow-rollback");
        }
    }
}
