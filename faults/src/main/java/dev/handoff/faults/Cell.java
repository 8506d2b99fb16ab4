package dev.handoff.faults;

import java.util.ArrayList;
import java.util.List;

/** One fault at one step. */
record Cell(Step step, Fault fault) {
    /** All there are, by steps. */
    static List<Cell> all() {
        List<Cell> cells = new ArrayList<>();
        for (Step step : Step.values()) {
            for (Fault fault : Fault.values()) {
                if (fault.strikesAt(step)) {
                    cells.add(new Cell(step, fault));
                }
            }
        }
        return cells;
    }

    /** The one that is printed so. */
    static Cell of(String text) {
        return all().stream()
                .filter(cell -> cell.toString().equals(text))
                .findAny()
                .orElseThrow(() -> new IllegalArgumentException("no such cell: " + text));
    }

    @Override
    public String toString() {
        return step.label() + ":" + fault.label();
    }
}
