package dev.handoff.telemetry;

import java.util.function.Supplier;

/** The phases of one machine, one after the other, for the flight recorder. Each is told when the next one begins. */
public final class PhaseSpans {
    private final String machine;
    private final Supplier<String> who;
    /** Guarded by this. */
    private Runnable end;

    /**
     * Begins with the first phase.
     *
     * @param machine process, predecessor or successor
     * @param who in which process, for people; asked as each phase begins
     */
    public PhaseSpans(String machine, String first, Supplier<String> who) {
        this.machine = machine;
        this.who = who;
        this.end = Flight.phase(machine, first, who.get());
    }

    /** The next phase; a last one has no duration. */
    public synchronized void entered(String phase, boolean isLast) {
        end.run();
        end = Flight.phase(machine, phase, who.get());
        if (isLast) {
            end.run();
            end = () -> {};
        }
    }
}
