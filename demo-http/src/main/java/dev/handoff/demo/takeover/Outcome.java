package dev.handoff.demo.takeover;

import dev.handoff.demo.json.Json;
import dev.handoff.demo.load.Failure;
import dev.handoff.demo.load.Report;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What the demonstration showed.
 *
 * @param all every request of the load
 * @param crashed the release that broke
 * @param lastStatus how the last release ended when it was asked to
 */
record Outcome(Report all, List<Handover> handovers, Crashed crashed, int lastStatus) {
    private static final String ROW = "%-20s %9s %7s %8s %8s %8s %14s %14s %9s %10s%n";

    /** Those that the broken release had accepted, and took along. */
    List<Failure> takenAlong() {
        return all.failures().stream().filter(crashed::hadAccepted).toList();
    }

    /** Those that nothing excuses. */
    List<Failure> lost() {
        return all.failures().stream().filter(f -> !crashed.hadAccepted(f)).toList();
    }

    boolean isLossless() {
        return lost().isEmpty() && lastStatus == 0;
    }

    String table() {
        StringBuilder text = new StringBuilder("\n")
                .append(String.format(
                        Locale.ROOT,
                        ROW,
                        "handoff",
                        "requests",
                        "failed",
                        "p50",
                        "p99",
                        "max",
                        "start->READY",
                        "READY->answer",
                        "drain",
                        "taken back"));
        for (Handover one : handovers) {
            text.append(row(
                    one.name(),
                    one.report(),
                    millis(one.startToReady()),
                    millis(one.readyToAnswer()),
                    one.drain().map(Outcome::millis).orElse("-"),
                    one.back().map(Outcome::millis).orElse("-")));
        }
        text.append(row("all", all, "", "", "", "")).append("\nTimes in milliseconds, from when a request was due.\n");
        return text.append(verdict()).toString();
    }

    private static String row(String name, Report report, String ready, String answer, String drain, String back) {
        return String.format(
                Locale.ROOT,
                ROW,
                name,
                report.requests(),
                report.failures().size(),
                millis(report.latency(0.5)),
                millis(report.latency(0.99)),
                millis(report.latency(1)),
                ready,
                answer,
                drain,
                back);
    }

    private String verdict() {
        StringBuilder text = new StringBuilder()
                .append(takenAlong().size())
                .append(" failed with v3 (pid ")
                .append(crashed.pid())
                .append("), which had accepted them and crashed")
                .append(kinds(takenAlong()))
                .append(".\n")
                .append(lost().size())
                .append(" lost otherwise.\n");
        lost().forEach(failure -> text.append("  ").append(failure).append('\n'));
        if (lastStatus != 0) {
            text.append("v4 ended with ").append(lastStatus).append(" after SIGTERM, not with 0.\n");
        }
        return text.toString();
    }

    /** Such as {@code : 3 eof on fresh connections, 1 reset on kept connections}. */
    private static String kinds(List<Failure> failures) {
        Map<String, Long> counts = failures.stream()
                .collect(Collectors.groupingBy(
                        failure -> failure.kind().name().toLowerCase(Locale.ROOT)
                                + (failure.kept() ? " on kept connections" : " on fresh connections"),
                        TreeMap::new,
                        Collectors.counting()));
        String text = counts.entrySet().stream()
                .map(count -> count.getValue() + " " + count.getKey())
                .collect(Collectors.joining(", "));
        return text.isEmpty() ? "" : ": " + text;
    }

    String json() {
        return Json.object()
                        .put("lossless", isLossless())
                        .put("requests", all.requests())
                        .put("failed", all.failures().size())
                        .put("failedWithCrashedRelease", takenAlong().size())
                        .put("lost", lost().size())
                        .put("hung", all.hung())
                        .putAll(latencies(all))
                        .put("lastExitStatus", lastStatus)
                        .putArray(
                                "handoffs",
                                handovers.stream().map(Outcome::json).toList())
                        .putArray(
                                "failures",
                                all.failures().stream().map(this::json).toList())
                + "\n";
    }

    private static Json json(Handover one) {
        Json json = Json.object()
                .put("name", one.name())
                .put("requests", one.report().requests())
                .put("failed", one.report().failures().size())
                .putAll(latencies(one.report()))
                .put("startToReadyMillis", toMillis(one.startToReady()))
                .put("readyToFirstAnswerMillis", toMillis(one.readyToAnswer()));
        one.drain().ifPresent(time -> json.put("drainMillis", toMillis(time)));
        one.back().ifPresent(time -> json.put("takenBackMillis", toMillis(time)));
        return json;
    }

    private Json json(Failure failure) {
        return Json.object()
                .put("acceptedByCrashedRelease", crashed.hadAccepted(failure))
                .put("what", failure.toString());
    }

    private static Json latencies(Report report) {
        return Json.object()
                .put("p50Millis", toMillis(report.latency(0.5)))
                .put("p99Millis", toMillis(report.latency(0.99)))
                .put("maxMillis", toMillis(report.latency(1)));
    }

    private static double toMillis(Duration time) {
        return time.toNanos() / 1e6;
    }

    private static String millis(Duration time) {
        return String.format(Locale.ROOT, "%.1f", toMillis(time));
    }
}
