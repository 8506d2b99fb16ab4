package dev.handoff.faults;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** The outcomes as a table: steps down, faults across. */
final class Grid {
    private static final int STEP_WIDTH = 28;
    private static final int WIDTH = 8;

    private Grid() {}

    static String of(List<Outcome> outcomes) {
        Map<String, List<Outcome>> byCell = new TreeMap<>();
        outcomes.forEach(outcome -> byCell.computeIfAbsent(outcome.cell().toString(), cell -> new ArrayList<>())
                .add(outcome));
        StringBuilder grid = new StringBuilder(padded("", STEP_WIDTH));
        for (Fault fault : Fault.values()) {
            grid.append(padded(head(fault), WIDTH + 2));
        }
        for (Step step : Step.values()) {
            if (outcomes.stream().noneMatch(outcome -> outcome.cell().step() == step)) {
                continue;
            }
            grid.append('\n')
                    .append(padded((step.side() == Side.PREDECESSOR ? "old " : "new ") + step.label(), STEP_WIDTH));
            for (Fault fault : Fault.values()) {
                List<Outcome> here = byCell.getOrDefault(new Cell(step, fault).toString(), List.of());
                grid.append(padded(mark(here), WIDTH + 2));
            }
        }
        return grid.append(
                        "\n\nold, new, none: who owns the listeners in the end; +n: requests lost that the victim had accepted;")
                .append(
                        "\nFAIL: something that must hold did not; .: the fault makes no sense there, or was not played\n")
                .toString();
    }

    private static String head(Fault fault) {
        return switch (fault) {
            case KILL_PREDECESSOR -> "kill old";
            case KILL_SUCCESSOR -> "kill new";
            case STOP_PREDECESSOR -> "stop old";
            case STOP_SUCCESSOR -> "stop new";
            case DELETE_PATH -> "del path";
            case REPLACE_PATH -> "repl path";
            case FULL_DISK -> "full disk";
            default -> fault.label();
        };
    }

    private static String mark(List<Outcome> here) {
        if (here.isEmpty()) {
            return ".";
        }
        long bad = here.stream().filter(outcome -> !outcome.isGood()).count();
        if (bad > 0) {
            return here.size() == 1 ? "FAIL" : "FAIL " + bad + "/" + here.size();
        }
        String owners = String.join(
                "/", here.stream().map(Outcome::owner).distinct().sorted().toList());
        int lost = here.stream().mapToInt(Outcome::lost).max().orElse(0);
        return owners + (lost > 0 ? "+" + lost : "");
    }

    private static String padded(String text, int width) {
        return String.format(Locale.ROOT, "%-" + width + "s", text);
    }
}
