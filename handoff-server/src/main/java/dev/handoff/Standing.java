package dev.handoff;

import dev.handoff.client.Identity;
import dev.handoff.client.Lease;
import dev.handoff.server.Lineage;
import java.util.Optional;

/**
 * A process's place in the line of those that owned the listeners.
 *
 * @param generation the first is 1
 * @param lineage those before
 */
record Standing(Identity identity, long generation, Lineage lineage) {
    /** After the one that granted {@code lease}, or first of all. */
    static Standing of(Identity identity, Optional<Lease> lease) {
        return new Standing(
                identity,
                lease.map(Lease::generation).orElse(1L),
                lease.map(granted -> new Lineage(granted.lineage())).orElse(Lineage.FIRST));
    }

    /** For people. */
    String name() {
        return "generation " + generation + identity.inBrackets();
    }
}
