package dev.handoff.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One cell of each fault; {@code faults/matrix} plays all of them. */
class MatrixIT {
    private static final String ONE_OF_EACH = "^(warm-up:(kill-predecessor|stop-successor|delete-path)"
            + "|said-yielded:(kill-successor|replace-path)|said-ready:(stop-predecessor|cut)"
            + "|saying-ready:(truncate|garble)|said-request:emfile)$";

    @TempDir
    Path folder;

    @Test
    void losesNothingInOneCellOfEachFault() throws Exception {
        Run run = Run.of(folder, "--only", ONE_OF_EACH);
        assertThat(run.output()).contains("10 cells, 0 violated");
        assertThat(run.status()).isZero();
    }

    @Test
    void listsTheCellsThatThisMachineCanPlay() throws Exception {
        long playable = Cell.all().stream()
                .filter(cell -> cell.fault().missing().isEmpty())
                .count();
        assertThat(Run.of(folder, "--list").output().lines())
                .hasSize((int) playable)
                .contains("heard-commit:kill-successor");
    }

    @Test
    void playsOnlyWhatTheJournalDoesNotHave() throws Exception {
        Path journal = folder.resolve("journal");
        Outcome played = new Outcome(Cell.of("warm-up:cut"), "new", 0, List.of(), 7, Duration.ofSeconds(1));
        new Journal(journal).note(played);
        new Journal(journal).note(played);
        Run run = Run.of(folder, "--journal", journal.toString(), "--repeat", "2", "--only", "^warm-up:cut$");
        assertThat(run.output()).contains("2 cells, 0 violated, 14 requests");
        assertThat(run.status()).isZero();
    }

    @Test
    void saysWhichOptionIsWrong() throws Exception {
        Run run = Run.of(folder, "--nonsense");
        assertThat(run.status()).isEqualTo(64);
        assertThat(run.output()).contains("nonsense").doesNotContain("Exception");
    }
}
