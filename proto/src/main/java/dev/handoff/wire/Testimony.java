package dev.handoff.wire;

import dev.handoff.wire.v1.DrainRecord;
import dev.handoff.wire.v1.HandoffRecord;
import dev.handoff.wire.v1.PhaseTime;
import dev.handoff.wire.v1.Progress;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What a peer tells of handoffs and of progress, made safe to keep, to pass on and to print: bounded, each word on one line,
 * each number one that can be. What can't be is left out, and so is what this version does not know.
 */
public final class Testimony {
    /** How many handoffs are remembered. */
    public static final int MOST_RECORDS = 50;
    /** How many bytes they have in a message. */
    public static final int MOST_BYTES = 16 * 1024;

    private static final int MOST_PROGRESS = 8;
    private static final int MOST_PROGRESS_BYTES = 2 * 1024;
    private static final int MOST_PHASES = 16;
    private static final int MOST_LABEL = 128;
    private static final int MOST_NAME = 64;
    private static final int MOST_WORDS = 200;
    /** The year 10000: what is printed has four digits. */
    private static final long END_OF_TIME = 253_402_300_800_000L;

    private static final Pattern OUTCOME = Pattern.compile("[a-z-]{1,32}");
    private static final Pattern PHASE = Pattern.compile("[A-Z_]{1,32}");

    private Testimony() {}

    /** Records of handoffs, in their order, up to the first that finds no room. */
    public static List<HandoffRecord> history(List<HandoffRecord> told) {
        List<HandoffRecord> kept = new ArrayList<>();
        int bytes = 0;
        for (HandoffRecord each : told.subList(0, Math.min(MOST_RECORDS, told.size()))) {
            if (!isPossible(each)) {
                continue;
            }
            HandoffRecord record = record(each);
            bytes += size(record);
            if (bytes > MOST_BYTES) {
                break;
            }
            kept.add(record);
        }
        return kept;
    }

    /** As many of these, the first ones, as find room in so many bytes of a message. */
    public static List<HandoffRecord> within(int bytes, List<HandoffRecord> records) {
        int left = Math.min(bytes, MOST_BYTES);
        int many = 0;
        while (many < Math.min(MOST_RECORDS, records.size())) {
            left -= size(records.get(many));
            if (left < 0) {
                break;
            }
            many++;
        }
        return records.subList(0, many);
    }

    // With the field's number and length before it.
    private static int size(HandoffRecord record) {
        return record.getSerializedSize() + 4;
    }

    private static boolean isPossible(HandoffRecord told) {
        return told.getFrom() >= 0
                && told.getTo() >= 0
                && isTime(told.getStartedMillis())
                && OUTCOME.matcher(told.getOutcome()).matches();
    }

    /** One record, which must be possible. Also of our own, whose words may be a peer's. */
    public static HandoffRecord record(HandoffRecord told) {
        HandoffRecord.Builder record = HandoffRecord.newBuilder()
                .setFrom(told.getFrom())
                .setTo(told.getTo())
                .setFromRelease(cut(told.getFromRelease(), MOST_LABEL))
                .setToRelease(cut(told.getToRelease(), MOST_LABEL))
                .setOutcome(told.getOutcome())
                .setReason(cut(told.getReason(), MOST_WORDS))
                .setStartedMillis(told.getStartedMillis())
                .setFromPid(Math.max(0, told.getFromPid()))
                .setToPid(Math.max(0, told.getToPid()))
                .setRefusalValue(Math.max(0, told.getRefusalValue()))
                .setTimes(Math.max(0, told.getTimes()))
                .addAllPhases(phases(told.getPhasesList()))
                .addAllProgress(progress(told.getProgressList()));
        if (told.hasDrain()) {
            record.setDrain(drain(told.getDrain()));
        }
        return record.build();
    }

    private static List<PhaseTime> phases(List<PhaseTime> told) {
        return told.stream()
                .filter(phase -> phase.getMicros() >= 0
                        && PHASE.matcher(phase.getPhase()).matches())
                .limit(MOST_PHASES)
                .map(phase -> PhaseTime.newBuilder()
                        .setPhase(phase.getPhase())
                        .setMicros(phase.getMicros())
                        .build())
                .toList();
    }

    private static DrainRecord drain(DrainRecord told) {
        return DrainRecord.newBuilder()
                .setBeganMillis(time(told.getBeganMillis()))
                .setEndedMillis(time(told.getEndedMillis()))
                .setInFlightFirst(Math.max(0, told.getInFlightFirst()))
                .setConnectionsFirst(Math.max(0, told.getConnectionsFirst()))
                .setInFlightLeft(Math.max(0, told.getInFlightLeft()))
                .setConnectionsLeft(Math.max(0, told.getConnectionsLeft()))
                .build();
    }

    /** What somebody is at: at most 8 of them, and 2 KiB. */
    public static List<Progress> progress(List<Progress> told) {
        List<Progress> kept = new ArrayList<>();
        int bytes = 0;
        for (Progress each : told.subList(0, Math.min(MOST_PROGRESS, told.size()))) {
            if (each.getName().isEmpty() || each.getDone() < 0 || each.getTotal() < 0) {
                continue;
            }
            Progress progress = progress(each);
            bytes += progress.getSerializedSize();
            if (bytes > MOST_PROGRESS_BYTES) {
                break;
            }
            kept.add(progress);
        }
        return kept;
    }

    private static Progress progress(Progress told) {
        return Progress.newBuilder()
                .setName(cut(told.getName(), MOST_NAME))
                .setDone(told.getDone())
                .setTotal(told.getTotal())
                .setText(cut(told.getText(), MOST_WORDS))
                .setBeganMillis(time(told.getBeganMillis()))
                .setEndedMillis(time(told.getEndedMillis()))
                .build();
    }

    private static boolean isTime(long millis) {
        return millis >= 0 && millis < END_OF_TIME;
    }

    private static long time(long millis) {
        return isTime(millis) ? millis : 0;
    }

    private static String cut(String words, int most) {
        String line = Messages.oneLine(words);
        return line.substring(0, line.offsetByCodePoints(0, Math.min(most, line.codePointCount(0, line.length()))));
    }
}
