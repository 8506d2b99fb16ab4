package dev.handoff.demo.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class LabelsTest {

    @Test
    void numbersTheNextReleaseAfterAllThatThereWere() {
        assertThat(Labels.next("v1", List.of())).isEqualTo("v2");
        assertThat(Labels.next("v2", List.of("v2", "v9", "w30", "", "v"))).isEqualTo("v10");
        assertThat(Labels.next("2026.11.9", List.of("2026.12.30"))).isEqualTo("2026.11.10");
        assertThat(Labels.next("blue", List.of())).isEqualTo("blue-2");
        assertThat(Labels.next("blue-2", List.of())).isEqualTo("blue-3");
    }
}
