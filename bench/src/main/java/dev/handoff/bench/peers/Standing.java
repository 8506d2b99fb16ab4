package dev.handoff.bench.peers;

import dev.handoff.demo.load.Failure;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/** All releases of one contestant. */
final class Standing {
    /** Of the plots. */
    static final long BUCKET_MICROS = 25_000;

    private static final int DIGITS = 3;

    private final String name;
    private final List<Passage> passages = new ArrayList<>();
    private final Histogram steady = new Histogram(DIGITS);
    private final Histogram around = new Histogram(DIGITS);

    Standing(String name) {
        this.name = name;
    }

    void add(Passage passage) {
        passages.add(passage);
        passage.steady().forEach(sample -> steady.recordValue(sample.latency()));
        passage.around().forEach(sample -> around.recordValue(sample.latency()));
    }

    String name() {
        return name;
    }

    int handoffs() {
        return passages.size();
    }

    int requests() {
        return passages.stream().mapToInt(Passage::requests).sum();
    }

    /** Failed requests, by whether their connection was a kept one. */
    long failures(boolean kept) {
        return failureList().stream().filter(failure -> failure.kept() == kept).count();
    }

    long failures() {
        return failures(true) + failures(false);
    }

    /** In the order of their names, which are those of the load's failure kinds. */
    Map<String, Long> failuresByKind() {
        Map<String, Long> kinds = new TreeMap<>();
        failureList().forEach(failure -> kinds.merge(failure.kind().name().toLowerCase(Locale.ROOT), 1L, Long::sum));
        return kinds;
    }

    private List<Failure> failureList() {
        return passages.stream().flatMap(passage -> passage.failures().stream()).toList();
    }

    /** How many requests each release lost. */
    List<Integer> failuresPerHandoff() {
        return passages.stream().map(passage -> passage.failures().size()).toList();
    }

    /** How often the old release did not end. */
    long stayed() {
        return passages.stream().filter(passage -> !passage.oldGone()).count();
    }

    /** Of the seconds before the releases, in microseconds. */
    Histogram steady() {
        return steady;
    }

    /** Of the seconds around the handoffs, in microseconds. */
    Histogram around() {
        return around;
    }

    /** How many times the steady figure the one around the handoffs is. */
    double ratio(double percentile) {
        return around.getValueAtPercentile(percentile) / (double) Math.max(1, steady.getValueAtPercentile(percentile));
    }

    /** Latencies by the start of a bucket of time, relative to the handoff: all handoffs together. */
    Map<Long, Histogram> overTime() {
        Map<Long, Histogram> buckets = new TreeMap<>();
        for (Passage passage : passages) {
            passage.around()
                    .forEach(sample -> buckets.computeIfAbsent(
                                    Math.floorDiv(sample.offset(), BUCKET_MICROS) * BUCKET_MICROS,
                                    start -> new Histogram(DIGITS))
                            .recordValue(sample.latency()));
        }
        return buckets;
    }

    /** The median of each phase, in milliseconds from the command, in the order in which they come. */
    Map<String, Double> phases() {
        Map<String, List<Double>> all = new LinkedHashMap<>();
        passages.forEach(passage -> passage.phases()
                .forEach((phase, at) ->
                        all.computeIfAbsent(phase, unseen -> new ArrayList<>()).add(at)));
        Map<String, Double> medians = new LinkedHashMap<>();
        all.entrySet().stream()
                .map(phase -> Map.entry(phase.getKey(), median(phase.getValue())))
                .sorted(Map.Entry.comparingByValue())
                .forEach(phase -> medians.put(phase.getKey(), phase.getValue()));
        return medians;
    }

    static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }
}
