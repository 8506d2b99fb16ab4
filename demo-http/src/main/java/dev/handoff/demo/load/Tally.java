package dev.handoff.demo.load;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Everything that became of the requests, in the order in which it became so. Safe for use by several threads. */
final class Tally {
    private static final long[] NONE = {};

    // All guarded by this. The arrays grow together; entry i of each is answer i.
    private long[] micros = new long[1 << 14];
    private short[] servers = new short[1 << 14];
    private long[] times = new long[1 << 14]; // epoch microseconds
    private int answers;
    private final List<Served> known = new ArrayList<>();
    private final Map<Served, Short> numbers = new LinkedHashMap<>();
    private final List<Failure> failures = new ArrayList<>();

    synchronized void answered(Served by, Instant at, Duration latency) {
        if (answers == micros.length) {
            micros = Arrays.copyOf(micros, answers * 2);
            servers = Arrays.copyOf(servers, answers * 2);
            times = Arrays.copyOf(times, answers * 2);
        }
        times[answers] = ChronoUnit.MICROS.between(Instant.EPOCH, at);
        micros[answers] = latency.toNanos() / 1000;
        servers[answers++] = numbers.computeIfAbsent(by, unknown -> {
            known.add(by);
            return (short) (known.size() - 1);
        });
    }

    synchronized void failed(Failure failure) {
        failures.add(failure);
    }

    synchronized Mark mark() {
        return new Mark(answers, failures.size());
    }

    /** When a process's first answer after some moment came. */
    synchronized Optional<Instant> firstAnswer(long pid, Instant after) {
        long from = ChronoUnit.MICROS.between(Instant.EPOCH, after);
        for (int i = 0; i < answers; i++) {
            if (times[i] >= from && known.get(servers[i]).pid() == pid) {
                return Optional.of(Instant.EPOCH.plus(times[i], ChronoUnit.MICROS));
            }
        }
        return Optional.empty();
    }

    /** Tells each answer between two moments, in the order in which they came. */
    synchronized void visit(Mark from, Mark to, AnswerVisitor visitor) {
        for (int i = from.answers(); i < to.answers(); i++) {
            visitor.answered(known.get(servers[i]), times[i] - micros[i], micros[i]);
        }
    }

    /** Who answered last. */
    synchronized Optional<Served> latest() {
        return answers == 0 ? Optional.empty() : Optional.of(known.get(servers[answers - 1]));
    }

    synchronized Report between(Mark from, Mark to) {
        long[] sorted =
                to.answers() == from.answers() ? NONE : Arrays.copyOfRange(micros, from.answers(), to.answers());
        Arrays.sort(sorted);
        int[] counts = new int[known.size()];
        for (int i = from.answers(); i < to.answers(); i++) {
            counts[servers[i]]++;
        }
        Map<Served, Integer> by = new LinkedHashMap<>();
        for (int i = 0; i < counts.length; i++) {
            if (counts[i] > 0) {
                by.put(known.get(i), counts[i]);
            }
        }
        return new Report(sorted, by, failures.subList(from.failures(), to.failures()));
    }
}
