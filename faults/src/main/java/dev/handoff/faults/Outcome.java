package dev.handoff.faults;

import java.time.Duration;
import java.util.List;

/**
 * What came of a cell.
 *
 * @param owner who owns the listeners in the end: {@code old}, {@code new} or {@code none}
 * @param lost visits that the victim had itself accepted
 * @param violations what must not be, in words; empty if all is well
 * @param visits how many were answered meanwhile
 */
record Outcome(Cell cell, String owner, int lost, List<String> violations, long visits, Duration took) {
    boolean isGood() {
        return violations.isEmpty();
    }
}
