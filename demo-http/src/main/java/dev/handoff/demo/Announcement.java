package dev.handoff.demo;

import dev.handoff.Handoff;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A line on standard output that says how far a process has come, for whoever started it.
 *
 * @param what {@code staged}: it holds the listener behind a closed gate; {@code warm}: about to be READY; {@code ready}: it accepts
 * @param port where the listener is
 * @param at when, to the microsecond
 */
public record Announcement(String what, long pid, long generation, String release, int port, Instant at) {
    private static final Pattern TEXT =
            Pattern.compile("(staged|warm|ready) pid=(\\d+) generation=(\\d+) release=(\\S*) port=(\\d+) at=(\\S+)");

    static Announcement of(Handoff handoff, String what) {
        InetSocketAddress address = (InetSocketAddress) handoff.address("http");
        return new Announcement(
                what,
                ProcessHandle.current().pid(),
                handoff.generation(),
                handoff.release(),
                address.getPort(),
                Instant.now().truncatedTo(ChronoUnit.MICROS));
    }

    /** Reads a line of a demo's output; empty if it is something else. */
    public static Optional<Announcement> parse(String line) {
        Matcher text = TEXT.matcher(line);
        return text.matches()
                ? Optional.of(new Announcement(
                        text.group(1),
                        Long.parseLong(text.group(2)),
                        Long.parseLong(text.group(3)),
                        text.group(4),
                        Integer.parseInt(text.group(5)),
                        Instant.parse(text.group(6))))
                : Optional.empty();
    }

    void print() {
        System.out.println(this);
    }

    @Override
    public String toString() {
        return what + " pid=" + pid + " generation=" + generation + " release=" + release + " port=" + port + " at="
                + at;
    }
}
