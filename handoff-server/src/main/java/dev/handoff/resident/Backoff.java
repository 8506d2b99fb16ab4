package dev.handoff.resident;

import java.time.Duration;

/** How long to wait before a program is started again: twice as long each time, up to a bound. */
final class Backoff {
    private static final Duration FIRST = Duration.ofMillis(100);
    private static final Duration MOST = Duration.ofSeconds(10);
    /** One that lived for so long was no failed start. */
    private static final Duration WELL = Duration.ofSeconds(10);

    private Duration next = FIRST;

    /** After a program that lived for {@code life}. */
    Duration after(Duration life) {
        if (life.compareTo(WELL) >= 0) {
            next = FIRST;
        }
        Duration now = next;
        Duration doubled = next.multipliedBy(2);
        next = doubled.compareTo(MOST) < 0 ? doubled : MOST;
        return now;
    }
}
