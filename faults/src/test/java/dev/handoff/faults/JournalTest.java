package dev.handoff.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {
    private static final Outcome GOOD =
            new Outcome(Cell.of("warm-up:cut"), "new", 2, List.of(), 120, Duration.ofMillis(4_321));

    @TempDir
    Path folder;

    @Test
    void saysWhatWasNoted() throws IOException {
        Journal journal = new Journal(folder.resolve("journal"));
        assertThat(journal.read()).isEmpty();
        journal.note(GOOD);
        journal.note(GOOD);
        assertThat(journal.read()).containsExactly(GOOD, GOOD);
    }

    @Test
    void keepsAViolationOfManyLinesInOne() throws IOException {
        Journal journal = new Journal(folder.resolve("journal"));
        journal.note(
                new Outcome(GOOD.cell(), "?", 0, List.of("the trial broke:\n\tat last", "and more"), 0, Duration.ZERO));
        assertThat(journal.read())
                .singleElement()
                .satisfies(outcome ->
                        assertThat(outcome.violations()).containsExactly("the trial broke: at last; and more"));
    }

    @Test
    void playsAgainWhatWasCutOffWhileItWasNoted() throws IOException {
        Path file = folder.resolve("journal");
        Journal journal = new Journal(file);
        journal.note(GOOD);
        Files.writeString(file, "warm-up:garble\tnew\t0", StandardOpenOption.APPEND);
        assertThat(journal.read()).containsExactly(GOOD);
    }
}
