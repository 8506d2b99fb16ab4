package dev.handoff.faults;

import java.time.Duration;

/**
 * How an arena is run.
 *
 * @param silence what makes a peer count as hanging; longer where a starved process may be without time for seconds
 * @param breathMillis what each visitor takes between an answer and its next question
 * @param tickMillis how often the duty notes that it runs
 * @param comesAgain a process that has handed over and has nothing left to do takes part again as a successor, in place of one
 *     that would have to be started; otherwise it ends
 */
record Pace(Duration silence, long breathMillis, long tickMillis, boolean comesAgain) {
    /** Some twenty visits a second, all the time: many lanes share a machine, and what breaks breaks for all visits. */
    static final Pace STEADY = new Pace(Duration.ofSeconds(3), 200, 200, true);

    /** Each process is used once. */
    static final Pace REHEARSAL = new Pace(Duration.ofSeconds(3), 200, 200, false);

    /** Some thousand visits a second, and a duty whose gaps can be told. */
    static final Pace BUSY = new Pace(Duration.ofMillis(1_500), 3, 20, false);
}
