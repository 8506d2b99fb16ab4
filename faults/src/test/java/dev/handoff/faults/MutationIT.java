package dev.handoff.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.faults.step.Mutation;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The matrix sees each guarantee that is broken on purpose: a checker that can't fail proves nothing. */
@Execution(ExecutionMode.CONCURRENT)
class MutationIT {
    @TempDir
    Path folder;

    private record Catch(String cell, String violation) {}

    private static Catch of(Mutation mutation) {
        return switch (mutation) {
            case GATE_STAYS_SHUT -> new Catch("heard-confirmed:delete-path", "visits failed|the trial broke");
            case NO_RECLAIM -> new Catch("said-yielded:kill-successor", "not settled");
            case DUTIES_GO_ON -> new Catch("heard-confirmed:delete-path", "the duty");
            case NO_SILENCE -> new Catch("said-yielded:stop-successor", "nobody accepts while it is stopped");
            case NO_WATCH -> new Catch("heard-ready:cut", "not settled");
            case LEAKED_CONNECTION -> new Catch("warm-up:kill-successor", "left behind in");
            case LEFT_FILES -> new Catch("heard-commit:kill-successor", "left behind: \\[");
        };
    }

    @ParameterizedTest
    @EnumSource
    void isSeen(Mutation mutation) throws Exception {
        Catch expected = of(mutation);
        Run run = Run.of(folder, "--lanes", "1", "--mutation", mutation.label(), "--only", "^" + expected.cell() + "$");
        assertThat(run.output()).containsPattern(expected.violation());
        assertThat(run.status()).isEqualTo(1);
    }
}
