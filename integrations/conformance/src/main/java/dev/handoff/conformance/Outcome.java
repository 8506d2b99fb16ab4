package dev.handoff.conformance;

import dev.handoff.demo.load.Failure;
import dev.handoff.demo.takeover.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What became of one server. Filled by the trial's thread as it goes on, so that a script that breaks off still tells what it saw. */
final class Outcome {
    private final Subject subject;
    private final String version;
    private final List<LoadTool.Verdict> verdicts = new ArrayList<>();
    private int handoffs;
    private int requests;
    private List<Failure> failures = List.of();
    private Latency steady = Latency.NONE;
    private Latency warm = Latency.NONE;
    private Latency cold = Latency.NONE;
    private Optional<Crash> crash = Optional.empty();
    private String brokenOff = "";

    Outcome(Subject subject, String version) {
        this.subject = subject;
        this.version = version;
    }

    Subject subject() {
        return subject;
    }

    String version() {
        return version;
    }

    void handedOver() {
        handoffs++;
    }

    void steady(Latency measured) {
        steady = measured;
    }

    void warm(Latency measured) {
        warm = measured;
    }

    void cold(Latency measured) {
        cold = measured;
    }

    void crashed(Crash seen) {
        crash = Optional.of(seen);
    }

    void judged(LoadTool.Verdict verdict) {
        verdicts.add(verdict);
    }

    void counted(int sent, List<Failure> failed) {
        requests = sent;
        failures = List.copyOf(failed);
    }

    void brokeOff(String why) {
        brokenOff = why;
    }

    /** Nothing was lost, and the script was played to its end. */
    boolean isClean() {
        return brokenOff.isEmpty()
                && failures.isEmpty()
                && crash.map(seen -> seen.lost().isEmpty()).orElse(true)
                && verdicts.stream().allMatch(LoadTool.Verdict::isClean);
    }

    /** The cells of its row, in the order of {@link Table#HEADS}. */
    List<String> cells() {
        return List.of(
                subject.label(),
                version,
                Integer.toString(Runtime.version().feature()),
                subject.wayIn(),
                Integer.toString(handoffs),
                Integer.toString(requests),
                brokenOff.isEmpty() ? counts(failures) : counts(failures) + "; broken off",
                tool("wrk"),
                tool("ab"),
                crash.map(Outcome::text).orElse("-"),
                steady.toString(),
                warm.toString(),
                cold.toString());
    }

    private static String text(Crash crash) {
        return String.format(
                Locale.ROOT,
                "%s (+%d), %d ms",
                counts(crash.lost()),
                crash.takenAlong(),
                crash.back().toMillis());
    }

    private String tool(String name) {
        return verdicts.stream()
                .filter(verdict -> verdict.tool().equals(name))
                .map(LoadTool.Verdict::toString)
                .findFirst()
                .orElse("-");
    }

    /** Such as {@code 3: eof kept 2, reset fresh 1}. */
    private static String counts(List<Failure> failures) {
        Map<String, Long> kinds = failures.stream()
                .collect(Collectors.groupingBy(
                        failure ->
                                failure.kind().name().toLowerCase(Locale.ROOT) + (failure.kept() ? " kept" : " fresh"),
                        TreeMap::new,
                        Collectors.counting()));
        String each = kinds.entrySet().stream()
                .map(kind -> kind.getKey() + " " + kind.getValue())
                .collect(Collectors.joining(", "));
        return failures.size() + (each.isEmpty() ? "" : ": " + each);
    }

    /** What a reader needs to find the cause; empty if nothing was lost. */
    String complaint() {
        StringBuilder text = new StringBuilder();
        failures.stream()
                .limit(20)
                .forEach(failure -> text.append("  ").append(failure).append('\n'));
        crash.ifPresent(seen -> seen.lost().stream()
                .limit(20)
                .forEach(failure -> text.append("  crash: ").append(failure).append('\n')));
        verdicts.stream()
                .filter(verdict -> !verdict.isClean())
                .forEach(verdict -> text.append("  ")
                        .append(verdict.tool())
                        .append(": ")
                        .append(verdict)
                        .append('\n'));
        return text + (brokenOff.isEmpty() ? "" : "  " + brokenOff + "\n");
    }

    Json json() {
        Json json = Json.object()
                .put("server", subject.label())
                .put("version", version)
                .put("jdk", Runtime.version().feature())
                .put("clean", isClean())
                .put("handoffs", handoffs)
                .put("requests", requests)
                .put("failed", failures.size())
                .put("brokenOff", brokenOff)
                .put("complaint", complaint());
        put(json, "steady", steady);
        put(json, "warm", warm);
        put(json, "cold", cold);
        crash.ifPresent(seen -> json.put("crashLost", seen.lost().size())
                .put("crashTakenAlong", seen.takenAlong())
                .put("takenBackMillis", seen.back().toMillis()));
        for (LoadTool.Verdict verdict : verdicts) {
            json.put(verdict.tool() + "Requests", verdict.requests()).put(verdict.tool(), verdict.toString());
        }
        return json;
    }

    private static void put(Json json, String name, Latency latency) {
        if (!latency.max().equals(Duration.ZERO)) {
            json.put(name + "P99Millis", latency.p99Millis()).put(name + "MaxMillis", latency.maxMillis());
        }
    }
}
