package dev.handoff.client.cli;

import java.util.ArrayList;
import java.util.List;

/** Rows of text under a heading, the columns aligned; cells may be painted. */
final class Table {
    private static final String GAP = "  ";

    private final List<String[]> rows = new ArrayList<>();

    Table(String... heading) {
        rows.add(heading);
    }

    Table row(String... cells) {
        rows.add(cells);
        return this;
    }

    /** Ends each line with a line feed, none with blanks. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (String[] row : rows) {
            for (int column = 0; column < row.length; column++) {
                text.append(row[column]);
                if (column + 1 < row.length) {
                    text.append(" ".repeat(width(column) - Paint.width(row[column])))
                            .append(GAP);
                }
            }
            text.append('\n');
        }
        return text.toString();
    }

    private int width(int column) {
        int width = 0;
        for (String[] row : rows) {
            width = Math.max(width, Paint.width(row[column]));
        }
        return width;
    }
}
