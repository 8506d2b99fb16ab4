package dev.handoff.demo.load;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What became of the requests between two moments of a load. Immutable. */
public final class Report {
    private final long[] sortedMicros;
    private final Map<Served, Integer> answers;
    private final List<Failure> failures;

    Report(long[] sortedMicros, Map<Served, Integer> answers, List<Failure> failures) {
        this.sortedMicros = sortedMicros;
        this.answers = answers;
        this.failures = List.copyOf(failures);
    }

    /** How many were answered or failed. */
    public int requests() {
        return sortedMicros.length + failures.size();
    }

    /** Each one that failed, in the order of failing. */
    public List<Failure> failures() {
        return failures;
    }

    /** How many waited in vain for the whole of the load's patience. */
    public long hung() {
        return failures.stream().filter(f -> f.kind() == FailureKind.TIMEOUT).count();
    }

    /** How many each process answered, in the order in which they first did. */
    public Map<Served, Integer> answers() {
        return answers;
    }

    /**
     * The latency that a share of the answered requests stayed within, from the moment each was due; zero if none was
     * answered.
     *
     * @param share 0.5 for the median; 1 for the slowest
     */
    public Duration latency(double share) {
        if (sortedMicros.length == 0) {
            return Duration.ZERO;
        }
        int rank = (int) Math.ceil(share * sortedMicros.length);
        return Duration.ofNanos(1000 * sortedMicros[Math.max(0, rank - 1)]);
    }

    @Override
    public String toString() {
        Map<FailureKind, Long> kinds =
                failures.stream().collect(Collectors.groupingBy(Failure::kind, Collectors.counting()));
        return requests() + " requests, " + failures.size() + " failed " + kinds + ", p50 " + millis(0.5) + ", p99 "
                + millis(0.99) + ", max " + millis(1) + ", answered by " + answers
                + failures.stream().limit(20).map(f -> "\n  " + f).collect(Collectors.joining());
    }

    private String millis(double share) {
        return latency(share).toNanos() / 1e6 + " ms";
    }
}
