package dev.handoff.server;

import dev.handoff.wire.Testimony;
import dev.handoff.wire.v1.DrainRecord;
import dev.handoff.wire.v1.Draining;
import dev.handoff.wire.v1.HandoffRecord;
import java.util.ArrayList;
import java.util.List;

/**
 * The last handoffs across generations, newest first. A supervisor that starts an old release again and again must not push out
 * what is worth knowing: refusals of the same release, one after the other, are one record that counts, and few in all.
 */
final class History {
    private static final int MOST_REFUSALS = 10;
    private static final String REFUSED = "refused";

    private final List<HandoffRecord> records;

    History(List<HandoffRecord> before) {
        records = new ArrayList<>(before);
    }

    void add(HandoffRecord record) {
        records.add(0, Testimony.record(record));
        while (records.size() > Testimony.MOST_RECORDS) {
            records.remove(records.size() - 1);
        }
    }

    /** Returns it as it is remembered. */
    HandoffRecord addRefusal(HandoffRecord refusal) {
        HandoffRecord.Builder counted = Testimony.record(refusal).toBuilder().setTimes(1);
        for (int i = 0; i < records.size() && isRefusal(records.get(i)); i++) {
            HandoffRecord before = records.get(i);
            if (before.getRefusalValue() == refusal.getRefusalValue()
                    && before.getToRelease().equals(counted.getToRelease())) {
                records.remove(i);
                counted.setTimes(Math.max(1, before.getTimes()) + 1);
                break;
            }
        }
        HandoffRecord remembered = counted.build();
        add(remembered);
        forgetOldRefusals();
        return remembered;
    }

    private static boolean isRefusal(HandoffRecord record) {
        return record.getOutcome().equals(REFUSED);
    }

    private void forgetOldRefusals() {
        long refusals = records.stream().filter(History::isRefusal).count();
        for (int i = records.size() - 1; refusals > MOST_REFUSALS; i--) {
            if (isRefusal(records.get(i))) {
                records.remove(i);
                refusals--;
            }
        }
    }

    /** The newest record whose drain this is says how it goes. */
    void drained(Draining report, boolean isGone) {
        for (int i = 0; i < records.size(); i++) {
            HandoffRecord record = records.get(i);
            if (isDrainOf(record, report.getGeneration())) {
                DrainRecord drain = drain(record.getDrain(), report, isGone);
                records.set(
                        i, Testimony.record(record.toBuilder().setDrain(drain).build()));
                return;
            }
        }
    }

    private static boolean isDrainOf(HandoffRecord record, long generation) {
        return switch (record.getOutcome()) {
            case "confirmed", "predecessor-silent", "predecessor-died" -> record.getFrom() == generation;
            case "reclaimed" -> record.getTo() == generation;
            default -> false;
        };
    }

    // One of an older version tells no more than what is left now: the first report has to do.
    private static DrainRecord drain(DrainRecord before, Draining report, boolean isGone) {
        boolean isFirst = before.getBeganMillis() == 0;
        long began = report.getBeganMillis() > 0 ? report.getBeganMillis() : System.currentTimeMillis();
        return before.toBuilder()
                .setBeganMillis(isFirst ? began : before.getBeganMillis())
                .setEndedMillis(isGone ? System.currentTimeMillis() : 0)
                .setInFlightFirst(first(before.getInFlightFirst(), report.getInFlightFirst(), report.getInFlight()))
                .setConnectionsFirst(
                        first(before.getConnectionsFirst(), report.getConnectionsFirst(), report.getConnections()))
                .setInFlightLeft(report.getInFlight())
                .setConnectionsLeft(report.getConnections())
                .build();
    }

    private static long first(long before, long told, long now) {
        return Math.max(before, told > 0 ? told : now);
    }

    List<HandoffRecord> records() {
        return List.copyOf(records);
    }
}
