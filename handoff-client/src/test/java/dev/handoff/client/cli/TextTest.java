package dev.handoff.client.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The small pieces of text: tables, times, durations, and what others wrote. */
class TextTest {
    @Test
    void alignsColumnsWithoutTrailingBlanks() {
        assertThat(new Table("NAME", "TYPE").row("http", "tcp").row("a-long-name", "unix"))
                .hasToString("NAME         TYPE\nhttp         tcp\na-long-name  unix\n");
    }

    @Test
    void writesTimesAsTheJdkReadsThem() {
        assertThat(Timestamp.of(0)).isEqualTo("1970-01-01T00:00:00.000Z");
        assertThat(Timestamp.of(1_793_534_400_007L)).isEqualTo("2026-11-01T12:00:00.007Z");
        assertThat(Timestamp.of(-1)).isEqualTo("1969-12-31T23:59:59.999Z");
        Random random = new Random(5);
        for (int i = 0; i < 1_000; i++) {
            long millis = random.nextLong(4_000_000_000_000L);
            assertThat(Instant.parse(Timestamp.of(millis)).toEpochMilli()).isEqualTo(millis);
        }
    }

    @ParameterizedTest
    @CsvSource({"0s,0", "1500ms,1500", "2s,2000", "3m,180000", "1h,3600000", "999999999h,3599999996400000"})
    void readsDurations(String text, long millis) throws UsageException {
        assertThat(DurationText.parse(text)).isEqualTo(Duration.ofMillis(millis));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "5", "s", "-1s", "1.5s", "1 s", "1d", "1S", "9999999999s", "\u0661s", "1sm"})
    void refusesWhatIsNoDuration(String text) {
        assertThatThrownBy(() -> DurationText.parse(text))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("is no duration");
    }

    @Test
    void showsWhatWouldMoveTheCursor() {
        assertThat(Printable.of("a\u001b[31mb\r\nc\u202e\u0085"))
                .isEqualTo("a\\u001b[31mb\\u000d\\u000ac\\u202e\\u0085");
        assertThat(Printable.of("grün ok")).isEqualTo("grün ok");
    }
}
