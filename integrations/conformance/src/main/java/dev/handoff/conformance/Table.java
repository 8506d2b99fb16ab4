package dev.handoff.conformance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A table in Markdown, between two markers of a page. A server on a JDK has one row, which a new trial replaces. */
final class Table {
    static final List<String> HEADS = List.of(
            "server",
            "version",
            "JDK",
            "way in",
            "handoffs",
            "requests",
            "failed",
            "`wrk`",
            "`ab`",
            "`h2load`",
            "WebSocket",
            "crash: taken along, back",
            "p99 / max, steady",
            "after READY, warm",
            "after READY, cold");

    private static final String BEGIN = "<!-- conformance: begin -->\n";
    private static final String END = "<!-- conformance: end -->\n";

    /** A row's place: the server's in the list, then the JDK. */
    private record Key(int server, int jdk) {
        static Key of(String label, int jdk) {
            List<String> labels = Subject.all().stream().map(Subject::label).toList();
            int at = labels.indexOf(label);
            return new Key(at < 0 ? labels.size() : at, jdk);
        }
    }

    private final Map<Key, List<String>> rows =
            new TreeMap<>(Comparator.comparingInt(Key::server).thenComparingInt(Key::jdk));

    void put(List<String> cells) {
        rows.put(Key.of(cells.get(0), Integer.parseInt(cells.get(2))), cells);
    }

    boolean has(String server, int jdk) {
        return rows.containsKey(Key.of(server, jdk));
    }

    /** The rows of a page that has the markers. */
    static Table of(Path page) throws IOException {
        Table table = new Table();
        Part part = Part.of(page);
        part.text().substring(part.begin(), part.end()).lines().skip(2).forEach(row -> table.put(parse(row)));
        return table;
    }

    /** Puts the rows into a page that has the markers, beside those that it has already. */
    void writeTo(Path page) throws IOException {
        Table whole = of(page);
        rows.values().forEach(whole::put);
        Part part = Part.of(page);
        Files.writeString(
                page,
                part.text().substring(0, part.begin()) + whole + part.text().substring(part.end()));
    }

    /** Where the table is in a page. */
    private record Part(String text, int begin, int end) {
        static Part of(Path page) throws IOException {
            String text = Files.readString(page);
            int begin = text.indexOf(BEGIN);
            int end = text.indexOf(END);
            if (begin < 0 || end < begin) {
                throw new IOException(page + " has no place for the table: " + BEGIN.strip() + ", " + END.strip());
            }
            return new Part(text, begin + BEGIN.length(), end);
        }
    }

    private static List<String> parse(String row) {
        List<String> cells = new ArrayList<>();
        for (String cell : row.substring(1, row.length() - 1).split("\\|", -1)) {
            cells.add(cell.strip());
        }
        return cells;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(line(HEADS))
                .append("|---".repeat(HEADS.size()))
                .append("|\n");
        rows.values().forEach(cells -> text.append(line(cells)));
        return text.toString();
    }

    private static String line(List<String> cells) {
        return "| " + String.join(" | ", cells) + " |\n";
    }
}
