package dev.handoff.client.cli;

import dev.handoff.wire.v1.DrainRecord;
import dev.handoff.wire.v1.HandoffRecord;
import dev.handoff.wire.v1.PhaseTime;
import dev.handoff.wire.v1.Progress;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** How a handoff went, for people and as JSON. */
final class RecordText {
    /** Getting ready, as either side counts it. */
    private static final Set<String> WARM_UP = Set.of("GRANTED", "STAGED");

    private static final Set<String> PROBATION = Set.of("COMMITTED", "ON_PROBATION");

    private RecordText() {}

    /** A table, newest first. */
    static String table(List<HandoffRecord> records, Paint paint) {
        if (records.isEmpty()) {
            return "no handoff is remembered\n";
        }
        Table table = new Table(paint.headings(
                "STARTED", "FROM", "PID", "TO", "PID", "OUTCOME", "WARM-UP", "PROBATION", "DRAINED", "REASON"));
        for (HandoffRecord each : records) {
            table.row(
                    Timestamp.of(each.getStartedMillis()),
                    generation(each.getFrom(), each.getFromRelease()),
                    pid(each.getFromPid()),
                    generation(each.getTo(), each.getToRelease()),
                    pid(each.getToPid()),
                    paint.outcome(each.getOutcome()),
                    time(each, WARM_UP),
                    time(each, PROBATION),
                    each.hasDrain() ? drained(each.getDrain()) : "-",
                    reason(each));
        }
        return table.toString();
    }

    static String generation(long number, String release) {
        String label = release.isEmpty() ? "" : " " + Printable.of(release);
        return (number == 0 ? "-" : Long.toString(number)) + label;
    }

    private static String pid(int pid) {
        return pid == 0 ? "-" : Integer.toString(pid);
    }

    private static String time(HandoffRecord record, Set<String> phases) {
        List<PhaseTime> those = record.getPhasesList().stream()
                .filter(phase -> phases.contains(phase.getPhase()))
                .toList();
        return those.isEmpty()
                ? "-"
                : millis(those.stream().mapToLong(PhaseTime::getMicros).sum() / 1000);
    }

    /** A time for people: {@code 312 ms}, {@code 2.5 s}, {@code 4 min 5 s}. */
    static String millis(long millis) {
        if (millis < 1_000) {
            return millis + " ms";
        }
        if (millis < 60_000) {
            return millis / 1_000 + "." + millis / 100 % 10 + " s";
        }
        return millis / 60_000 + " min " + millis / 1_000 % 60 + " s";
    }

    /** {@code 17 of 17 connections in 2.1 s}. */
    static String drained(DrainRecord drain) {
        long done = Math.max(0, drain.getConnectionsFirst() - drain.getConnectionsLeft());
        String which = done + " of " + drain.getConnectionsFirst() + " connections, "
                + Math.max(0, drain.getInFlightFirst() - drain.getInFlightLeft()) + " of " + drain.getInFlightFirst()
                + " requests";
        return drain.getEndedMillis() == 0
                ? which + " so far"
                : which + " in " + millis(Math.max(0, drain.getEndedMillis() - drain.getBeganMillis()));
    }

    /** The reason, with how often. */
    static String reason(HandoffRecord record) {
        String times = record.getTimes() > 1 ? record.getTimes() + " times: " : "";
        String code = record.getRefusalValue() == 0 ? "" : record.getRefusal().name() + ": ";
        return Printable.of(times + code + record.getReason());
    }

    /** One object. Members are only added: scripts read it. */
    static void json(HandoffRecord record, Json json) {
        json.object();
        json.name("from").value(record.getFrom());
        json.name("to").value(record.getTo());
        json.name("fromRelease").value(record.getFromRelease());
        json.name("toRelease").value(record.getToRelease());
        json.name("outcome").value(record.getOutcome());
        json.name("reason").value(record.getReason());
        json.name("startedAt").value(Timestamp.of(record.getStartedMillis()));
        phases(record.getPhasesList(), json);
        json.name("fromPid").value(record.getFromPid());
        json.name("toPid").value(record.getToPid());
        json.name("refusal").valueOrNull(refusal(record));
        json.name("times").value(Math.max(1, record.getTimes()));
        json.name("drain");
        if (record.hasDrain()) {
            drain(record.getDrain(), json);
        } else {
            json.nothing();
        }
        progress(record.getProgressList(), json);
        json.endObject();
    }

    private static @Nullable String refusal(HandoffRecord record) {
        return record.getRefusalValue() == 0
                ? null
                : record.getRefusal().name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static void phases(Collection<PhaseTime> phases, Json json) {
        json.name("phases").array();
        for (PhaseTime phase : phases) {
            json.object().name("phase").value(phase.getPhase());
            json.name("micros").value(phase.getMicros()).endObject();
        }
        json.endArray();
    }

    private static void drain(DrainRecord drain, Json json) {
        json.object();
        json.name("beganAt").valueOrNull(timeOrNull(drain.getBeganMillis()));
        json.name("endedAt").valueOrNull(timeOrNull(drain.getEndedMillis()));
        json.name("inFlightFirst").value(drain.getInFlightFirst());
        json.name("connectionsFirst").value(drain.getConnectionsFirst());
        json.name("inFlightLeft").value(drain.getInFlightLeft());
        json.name("connectionsLeft").value(drain.getConnectionsLeft());
        json.endObject();
    }

    static void progress(Collection<Progress> all, Json json) {
        json.name("progress").array();
        for (Progress each : all) {
            json.object().name("name").value(each.getName());
            json.name("done").value(each.getDone());
            json.name("total").value(each.getTotal());
            json.name("text").value(each.getText());
            json.name("beganAt").valueOrNull(timeOrNull(each.getBeganMillis()));
            json.name("endedAt").valueOrNull(timeOrNull(each.getEndedMillis()));
            json.endObject();
        }
        json.endArray();
    }

    /** Null for never. */
    static @Nullable String timeOrNull(long millis) {
        return millis == 0 ? null : Timestamp.of(millis);
    }
}
