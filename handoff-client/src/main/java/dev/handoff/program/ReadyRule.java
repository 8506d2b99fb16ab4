package dev.handoff.program;

import java.time.Duration;
import java.util.List;

/**
 * How it will be known that a program is ready, before its listeners are: where it is asked may have places for them.
 *
 * @param where as {@link Template}; empty if it is not asked
 * @param time for {@link How#AFTER}
 */
public record ReadyRule(How how, String where, Duration time) {
    /** The ways. */
    public enum How {
        NOTIFY,
        TCP,
        HTTP,
        AFTER
    }

    /**
     * For a program that has these listeners.
     *
     * @throws IllegalArgumentException if {@code where} is none, or names another listener
     */
    public Readiness with(List<Slot> slots) {
        return switch (how) {
            case NOTIFY -> Readiness.notified();
            case TCP -> Readiness.tcp(Template.expand(where, slots));
            case HTTP -> Readiness.http(Template.expand(where, slots));
            case AFTER -> Readiness.after(time);
        };
    }
}
