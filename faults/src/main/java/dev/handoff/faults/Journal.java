package dev.handoff.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What was played, a line for each cell as soon as it is known: a long run that ends early goes on where it was. */
final class Journal {
    private static final String FIELD = "\t";
    private static final int FIELDS = 6;

    private final Path file;

    Journal(Path file) {
        this.file = file;
    }

    /** What earlier runs noted; nothing if there was none. A line that a run could not finish does not count. */
    List<Outcome> read() throws IOException {
        List<Outcome> outcomes = new ArrayList<>();
        if (Files.exists(file)) {
            for (String line : Files.readAllLines(file)) {
                String[] fields = line.split(FIELD, -1);
                if (fields.length == FIELDS) {
                    outcomes.add(outcome(fields));
                }
            }
        }
        return outcomes;
    }

    private static Outcome outcome(String[] fields) {
        return new Outcome(
                Cell.of(fields[0]),
                fields[1],
                Integer.parseInt(fields[2]),
                fields[5].isEmpty() ? List.of() : List.of(fields[5]),
                Long.parseLong(fields[3]),
                Duration.ofMillis(Long.parseLong(fields[4])));
    }

    synchronized void note(Outcome outcome) {
        String line = String.join(
                FIELD,
                outcome.cell().toString(),
                outcome.owner(),
                String.valueOf(outcome.lost()),
                String.valueOf(outcome.visits()),
                String.valueOf(outcome.took().toMillis()),
                String.join("; ", outcome.violations()).replaceAll("\\s+", " "));
        try {
            Files.writeString(file, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
