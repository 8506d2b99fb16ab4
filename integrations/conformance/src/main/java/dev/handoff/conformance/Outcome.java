package dev.handoff.conformance;

import dev.handoff.demo.json.Json;
import dev.handoff.demo.load.Failure;
import java.time.Duration;
import java.util.EnumMap;
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
    private final Map<LoadTool, LoadTool.Verdict> verdicts = new EnumMap<>(LoadTool.class);
    private int handoffs;
    private int requests;
    private int takenAlong;
    private List<Failure> failures = List.of();
    private Latency steady = Latency.NONE;
    private Latency warm = Latency.NONE;
    private Latency cold = Latency.NONE;
    private Optional<Crash> crash = Optional.empty();
    private Optional<HeldSocket.Verdict> held = Optional.empty();
    private String brokenOff = "";
    private String goaway = "";

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

    void judged(LoadTool tool, LoadTool.Verdict verdict) {
        verdicts.put(tool, verdict);
    }

    void held(HeldSocket.Verdict verdict) {
        held = Optional.of(verdict);
    }

    /** Whether the old process ended an HTTP/2 connection with a GOAWAY. */
    void wentAway(boolean withGoaway) {
        goaway = withGoaway ? ", GOAWAY" : ", no GOAWAY";
    }

    /** At the end, when it is known whether a release was killed. */
    void counted(int sent, List<Failure> failed) {
        requests = sent;
        failures = failed.stream().filter(failure -> !isExcused(failure)).toList();
        takenAlong = failed.size() - failures.size();
    }

    private boolean isExcused(Failure failure) {
        return crash.filter(seen -> seen.tookAlong(failure)).isPresent();
    }

    void brokeOff(String why) {
        brokenOff = why;
    }

    /** Nothing was lost, and the script was played to its end. */
    boolean isClean() {
        return brokenOff.isEmpty()
                && failures.isEmpty()
                && held.filter(seen -> !seen.complaint().isEmpty()).isEmpty()
                && verdicts.values().stream().allMatch(LoadTool.Verdict::isClean);
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
                tool(LoadTool.WRK),
                tool(LoadTool.AB),
                tool(LoadTool.H2LOAD) + goaway,
                held.map(HeldSocket.Verdict::toString).orElse("-"),
                crash.map(seen -> takenAlong + ", " + seen.back().toMillis() + " ms")
                        .orElse("-"),
                steady.toString(),
                warm.toString(),
                cold.toString());
    }

    private String tool(LoadTool tool) {
        LoadTool.Verdict verdict = verdicts.get(tool);
        return verdict == null ? "-" : verdict.toString();
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
        held.filter(seen -> !seen.complaint().isEmpty())
                .ifPresent(seen -> text.append("  WebSocket: ").append(seen).append('\n'));
        verdicts.forEach((tool, verdict) -> {
            if (!verdict.isClean()) {
                text.append("  ")
                        .append(tool.label())
                        .append(": ")
                        .append(verdict)
                        .append('\n');
            }
        });
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
        held.ifPresent(seen -> json.put("webSocket", seen.toString()));
        if (!goaway.isEmpty()) {
            json.put("goaway", !goaway.contains("no "));
        }
        crash.ifPresent(seen -> json.put("crashTakenAlong", takenAlong)
                .put("takenBackMillis", seen.back().toMillis()));
        verdicts.forEach((tool, verdict) ->
                json.put(tool.label() + "Requests", verdict.requests()).put(tool.label(), verdict.toString()));
        return json;
    }

    private static void put(Json json, String name, Latency latency) {
        if (!latency.max().equals(Duration.ZERO)) {
            json.put(name + "P99Millis", latency.p99Millis()).put(name + "MaxMillis", latency.maxMillis());
        }
    }
}
