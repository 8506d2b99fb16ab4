package dev.handoff.demo.live;

import dev.handoff.Handoff;
import dev.handoff.demo.json.Json;
import dev.handoff.phase.ProcessPhase;
import dev.handoff.wire.v1.Draining;
import dev.handoff.wire.v1.Generation;
import dev.handoff.wire.v1.HandoffRecord;
import dev.handoff.wire.v1.PhaseTime;
import dev.handoff.wire.v1.Status;
import dev.handoff.wire.v1.Successor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What one process knows of the handoffs, for the page, which puts together what several of them tell. Times are milliseconds
 * since the epoch by this machine's clock, or microseconds where they are lengths.
 */
final class StateText {
    private static final int MOST_HANDOFFS = 8;
    private static final long REPORTS_LATE_MILLIS = 3_000;

    /** The predecessor's words for what the successor's account calls otherwise. */
    private static final Map<String, String> STEPS = Map.of(
            "CONNECTING", "GREETED",
            "REQUESTING", "GREETED",
            "STAGED", "GRANTED",
            "ON_PROBATION", "COMMITTED");

    private StateText() {}

    static Json of(Handoff handoff, Releases releases) {
        Status status = handoff.status();
        Json state = Json.object()
                .put("now", System.currentTimeMillis())
                .put("generation", status.getGeneration())
                .put("release", status.getRelease())
                .put("pid", status.getPid())
                .put("phase", status.getPhase())
                .put("since", status.getSinceMillis())
                .put("started", status.getStartedMillis())
                .put("next", releases.next())
                .putArray("handoffs", handoffs(handoff, status));
        releases.refusal().ifPresent(why -> state.put("refusal", why));
        return state;
    }

    /** The newest first, one that goes on included. */
    private static List<Json> handoffs(Handoff handoff, Status status) {
        List<Json> all = new ArrayList<>();
        if (status.hasSuccessor()) {
            all.add(of(status, status.getSuccessor()));
        }
        if (handoff.phase() == ProcessPhase.ON_PROBATION) {
            handoff.lineage().stream().findFirst().ifPresent(before -> all.add(of(status, before)));
        }
        handoff.history().stream()
                .filter(record -> !record.getOutcome().equals("refused"))
                .limit(MOST_HANDOFFS)
                .forEach(record -> all.add(of(status, record)));
        return all;
    }

    private static Json of(Status owner, Successor successor) {
        return Json.object()
                .put("from", owner.getGeneration())
                .put("to", successor.getGeneration())
                .put("fromRelease", owner.getRelease())
                .put("toRelease", successor.getRelease())
                .put("fromPid", owner.getPid())
                .put("toPid", successor.getPid())
                .put("outcome", "")
                .putArray("steps", steps(successor.getSinceMillis(), successor.getPhasesList()));
    }

    /** What a process on probation knows of it: there is no record as yet. */
    private static Json of(Status onProbation, Generation before) {
        return Json.object()
                .put("from", before.getNumber())
                .put("to", onProbation.getGeneration())
                .put("fromRelease", before.getRelease())
                .put("toRelease", onProbation.getRelease())
                .put("toPid", onProbation.getPid())
                .put("outcome", "")
                .putArray(
                        "steps",
                        List.of(step(
                                "COMMITTED",
                                onProbation.getSinceMillis(),
                                (System.currentTimeMillis() - onProbation.getSinceMillis()) * 1_000)));
    }

    private static Json of(Status status, HandoffRecord record) {
        long ended = record.getStartedMillis()
                + record.getPhasesList().stream()
                                .mapToLong(PhaseTime::getMicros)
                                .sum()
                        / 1_000;
        Json json = Json.object()
                .put("from", record.getFrom())
                .put("to", record.getTo())
                .put("fromRelease", record.getFromRelease())
                .put("toRelease", record.getToRelease())
                .put("fromPid", record.getFromPid())
                .put("toPid", record.getToPid())
                .put("outcome", record.getOutcome())
                .put("reason", record.getReason())
                .put("ended", ended)
                .putArray("steps", steps(record.getStartedMillis(), record.getPhasesList()));
        drained(status, record, ended).ifPresent(at -> json.put("drained", at));
        return json;
    }

    /** When the predecessor had finished what it had; empty while it has not, and where it accepts again. */
    private static Optional<Long> drained(Status status, HandoffRecord record, long ended) {
        if (!record.getOutcome().equals("confirmed")) {
            return Optional.empty();
        }
        if (record.getDrain().getEndedMillis() > 0) {
            return Optional.of(record.getDrain().getEndedMillis());
        }
        // Its last report can be lost with it.
        boolean isHere = status.getDrainingList().stream()
                .map(Draining::getGeneration)
                .anyMatch(number -> number == record.getFrom());
        long latest = ended + REPORTS_LATE_MILLIS;
        return isHere || System.currentTimeMillis() < latest ? Optional.empty() : Optional.of(latest);
    }

    private static List<Json> steps(long started, List<PhaseTime> phases) {
        Map<String, Long> micros = new LinkedHashMap<>();
        phases.forEach(each ->
                micros.merge(STEPS.getOrDefault(each.getPhase(), each.getPhase()), each.getMicros(), Long::sum));
        List<Json> steps = new ArrayList<>();
        long at = started * 1_000;
        for (Map.Entry<String, Long> each : micros.entrySet()) {
            steps.add(step(each.getKey(), at / 1_000, each.getValue()));
            at += each.getValue();
        }
        return steps;
    }

    private static Json step(String phase, long at, long micros) {
        return Json.object().put("phase", phase).put("at", at).put("micros", micros);
    }
}
