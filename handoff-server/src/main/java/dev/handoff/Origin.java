package dev.handoff;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/**
 * Where a process has its listeners from: a predecessor, or a stranger, or, if there is neither, from nobody. What it says to
 * the stranger as its life goes on is of no effect where there is none.
 *
 * @param lease the predecessor's
 * @param displacement of the stranger
 */
record Origin(Optional<HeldLease> lease, Optional<Displacement> displacement) {
    static Origin predecessor(HeldLease lease) {
        return new Origin(Optional.of(lease), Optional.empty());
    }

    static Origin none(Optional<Displacement> displacement) {
        return new Origin(Optional.empty(), displacement);
    }

    /** We hold the listeners. */
    void watch() {
        displacement.ifPresent(Displacement::start);
    }

    /** Opens our gates, on probation for so long, and has connections come to them. If that fails they are shut. */
    void open(Seats seats, Duration probation) throws IOException {
        seats.open();
        if (displacement.isPresent()) {
            try {
                displacement.get().divert(probation);
            } catch (IOException | RuntimeException e) {
                seats.shut();
                throw e;
            }
        }
    }

    /** Our gates are about to close for good. */
    void ending(Ending how) {
        if (how != Ending.HANDED_OVER) {
            displacement.ifPresent(Displacement::giveBack);
        }
    }

    /** We have drained. */
    void ended(Ending how) throws InterruptedException {
        if (how == Ending.HANDED_OVER && displacement.isPresent()) {
            displacement.get().succeeded();
        }
    }

    void leave() {
        displacement.ifPresent(Displacement::close);
    }
}
