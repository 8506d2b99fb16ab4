package dev.handoff.bench.peers;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.HdrHistogram.Histogram;

/** What was measured, as rows: for Markdown, for the page, and as JSON. */
final class Tables {
    static final List<String> HEAD = List.of(
            "released by",
            "handoffs",
            "requests",
            "failed, fresh",
            "failed, kept",
            "by kind",
            "steady p50 / p99.9 / max, ms",
            "handoff p50 / p99.9 / max, ms",
            "ratio p99.9",
            "ratio max");

    private static final Gson GSON = new GsonBuilder().setPrettyPrinting().create();

    private Tables() {}

    static List<String> row(Standing standing) {
        String kinds = standing.failuresByKind().entrySet().stream()
                .map(kind -> kind.getValue() + " " + kind.getKey())
                .collect(Collectors.joining(", "));
        return List.of(
                standing.name(),
                Integer.toString(standing.handoffs()),
                Integer.toString(standing.requests()),
                Long.toString(standing.failures(false)),
                Long.toString(standing.failures(true)),
                kinds.isEmpty() ? "-" : kinds,
                latencies(standing.steady()),
                latencies(standing.around()),
                format("%.2f", standing.ratio(99.9)),
                format("%.2f", standing.ratio(100)));
    }

    private static String latencies(Histogram micros) {
        return millis(micros, 50) + " / " + millis(micros, 99.9) + " / " + millis(micros, 100);
    }

    private static String millis(Histogram micros, double percentile) {
        return format("%.1f", micros.getValueAtPercentile(percentile) / 1000.0);
    }

    static String markdown(List<Standing> standings) {
        StringBuilder table = new StringBuilder(line(HEAD));
        table.append(line(HEAD.stream().map(head -> "---").toList()));
        standings.forEach(standing -> table.append(line(row(standing))));
        return table.toString();
    }

    private static String line(List<String> cells) {
        return "| " + String.join(" | ", cells) + " |\n";
    }

    static String json(String about, List<Standing> standings) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("about", about);
        all.put("contestants", standings.stream().map(Tables::tree).toList());
        return GSON.toJson(all);
    }

    private static Map<String, Object> tree(Standing standing) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("name", standing.name());
        tree.put("handoffs", standing.handoffs());
        tree.put("requests", standing.requests());
        tree.put("failed_fresh", standing.failures(false));
        tree.put("failed_kept", standing.failures(true));
        tree.put("failed_by_kind", standing.failuresByKind());
        tree.put("failed_per_handoff", standing.failuresPerHandoff());
        tree.put("old_stayed", standing.stayed());
        tree.put("steady_micros", percentiles(standing.steady()));
        tree.put("handoff_micros", percentiles(standing.around()));
        tree.put("ratio_p99_9", standing.ratio(99.9));
        tree.put("ratio_max", standing.ratio(100));
        tree.put("phase_millis", standing.phases());
        return tree;
    }

    private static Map<String, Long> percentiles(Histogram micros) {
        Map<String, Long> values = new LinkedHashMap<>();
        values.put("count", micros.getTotalCount());
        for (double percentile : new double[] {50, 90, 99, 99.9, 100}) {
            values.put("p" + format("%s", percentile), micros.getValueAtPercentile(percentile));
        }
        return values;
    }

    static String format(String pattern, Object... values) {
        return String.format(Locale.ROOT, pattern, values);
    }
}
