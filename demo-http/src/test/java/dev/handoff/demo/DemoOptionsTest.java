package dev.handoff.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DemoOptionsTest {

    @Test
    void readsAllThatIsDocumented() {
        DemoOptions options = DemoOptions.parse(
                        ("--control /run/x --port 81 --bind [::] --release v9 --drain-deadline 2m --probation 1s"
                                        + " --warm-up 3 --ready-delay 250ms")
                                .split(" "))
                .orElseThrow();
        assertThat(options.address()).isEqualTo("[::]:81");
        assertThat(options.control()).isEqualTo(Path.of("/run/x"));
        assertThat(options.release()).isEqualTo("v9");
        assertThat(options.drainDeadline()).isEqualTo(Duration.ofMinutes(2));
        assertThat(options.probation()).isEqualTo(Duration.ofSeconds(1));
        assertThat(options.warmUp()).isEqualTo(3);
        assertThat(options.faults().readyDelay()).isEqualTo(Duration.ofMillis(250));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "--control", "--control x --port y", "--control x --probation 3", "--control x y", "--x"})
    void refusesWhatItDoesNotUnderstandInASentence(String line) {
        String[] arguments = line.isEmpty() ? new String[0] : line.split(" ");
        assertThatThrownBy(() -> DemoOptions.parse(arguments))
                .isInstanceOf(IllegalArgumentException.class)
                .message()
                .isNotBlank();
    }
}
