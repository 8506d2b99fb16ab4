package dev.handoff.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
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
    void saysWhichOptionIsWrong() throws Exception {
        Run run = Run.of(folder, "--nonsense");
        assertThat(run.status()).isEqualTo(64);
        assertThat(run.output()).contains("nonsense").doesNotContain("Exception");
    }
}
