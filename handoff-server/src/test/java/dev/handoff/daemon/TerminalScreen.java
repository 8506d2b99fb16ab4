package dev.handoff.daemon;

import java.util.ArrayList;
import java.util.List;

/**
 * What is on a terminal after some output: the little of ECMA-48 that our commands use, and an error for all else. It has as many
 * rows as it takes, and goes on in the next one past the last column.
 */
final class TerminalScreen {
    private final int columns;
    private final List<StringBuilder> rows = new ArrayList<>(List.of(new StringBuilder()));
    private int row;
    private int column;

    private TerminalScreen(int columns) {
        this.columns = columns;
    }

    static TerminalScreen of(String output, int columns) {
        TerminalScreen screen = new TerminalScreen(columns);
        int at = 0;
        while (at < output.length()) {
            at = screen.take(output, at);
        }
        return screen;
    }

    private int take(String output, int at) {
        char c = output.charAt(at);
        switch (c) {
            case '\r' -> column = 0;
            case '\n' -> down();
            case '\u001b' -> {
                return sequence(output, at);
            }
            default -> write(c);
        }
        return at + 1;
    }

    private int sequence(String output, int at) {
        int end = at + 2;
        while (end < output.length() && !Character.isLetter(output.charAt(end))) {
            end++;
        }
        if (end >= output.length()) {
            return output.length(); // cut off in the middle
        }
        String number = output.substring(at + 2, end);
        switch (output.charAt(end)) {
            case 'A' -> row = Math.max(0, row - Integer.parseInt(number));
            case 'K' -> rows.get(row).setLength(Math.min(column, rows.get(row).length()));
            case 'J' -> {
                rows.get(row).setLength(Math.min(column, rows.get(row).length()));
                rows.subList(row + 1, rows.size()).clear();
            }
            case 'm' -> {} // a colour
            default ->
                throw new AssertionError("a sequence that nobody should send: " + output.substring(at + 1, end + 1));
        }
        return end + 1;
    }

    private void down() {
        row++;
        if (row == rows.size()) {
            rows.add(new StringBuilder());
        }
    }

    private void write(char c) {
        if (column >= columns) {
            down();
            column = 0;
        }
        StringBuilder line = rows.get(row);
        while (line.length() <= column) {
            line.append(' ');
        }
        line.setCharAt(column, c);
        column++;
    }

    /** Its lines, without the blanks at their ends. */
    List<String> lines() {
        return rows.stream().map(line -> line.toString().stripTrailing()).toList();
    }

    String text() {
        return String.join("\n", lines());
    }
}
