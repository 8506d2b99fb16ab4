package dev.handoff.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ShownProgressTest {
    private static final String TASK = "fetch";
    private static final String TEXT = "fetching v2";

    private final AtomicLong clock = new AtomicLong();
    private final List<String> lines = new ArrayList<>();
    private final ShownProgress progress = new ShownProgress(lines::add, clock::get);

    private void at(long done) {
        progress.at(TASK, done, 80, TEXT);
    }

    private void pass(int seconds) {
        clock.addAndGet(Duration.ofSeconds(seconds).toNanos());
    }

    @Test
    void saysALineInTenSecondsAndOneWhenAllIsThere() {
        for (int i = 0; i < 25; i++) {
            at(i);
            pass(1);
        }
        at(80);
        assertThat(lines).containsExactly(TEXT + ": 11 bytes, 13 %", TEXT + ": 22 bytes, 27 %", TEXT + ": 80 bytes");
    }

    /** One that breaks off, and is begun again, says nothing of its own: that it broke off is said by others, once. */
    @Test
    void countsFromTheBeginningOfEachTask() {
        for (int i = 0; i < 5; i++) {
            pass(60);
            at(40);
            progress.ended(TASK, "v2 is not fetched");
        }
        assertThat(lines).isEmpty();
    }
}
