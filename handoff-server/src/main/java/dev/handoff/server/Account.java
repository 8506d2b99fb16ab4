package dev.handoff.server;

import dev.handoff.client.Identity;
import dev.handoff.fd.Deadline;
import dev.handoff.phase.Phases;
import dev.handoff.phase.PredecessorPhase;
import dev.handoff.wire.Messages;
import dev.handoff.wire.Testimony;
import dev.handoff.wire.v1.HandoffRecord;
import dev.handoff.wire.v1.Heartbeat;
import dev.handoff.wire.v1.PhaseTime;
import dev.handoff.wire.v1.Progress;
import dev.handoff.wire.v1.RefusalCode;
import dev.handoff.wire.v1.Successor;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** What is told of one exchange: while it goes on, and when it has ended. Read by any thread, written by the exchange's. */
final class Account {
    /** A successor's words about itself go into every status. */
    private static final int MOST_DETAIL = 200;

    private final Estate estate;
    private final Identity successor;
    private final int pid;
    private final Phases<PredecessorPhase> phases;

    // What the successor says of itself.
    private volatile Heartbeat heard =
            Heartbeat.newBuilder().setPhase("REQUESTING").build();
    private volatile List<Progress> progress = List.of();
    private volatile long generation;
    private volatile long deadlineMillis;
    private volatile long probationMillis;

    Account(Estate estate, Identity successor, int pid, Phases<PredecessorPhase> phases) {
        this.estate = estate;
        this.successor = successor;
        this.pid = pid;
        this.phases = phases;
    }

    /** The successor, for people. */
    String describe() {
        String release = successor.release().isEmpty() ? "unnamed release" : "release " + successor.release();
        return Messages.oneLine(release) + " (pid " + pid + ")";
    }

    /** The number that the successor will have. */
    void numbered(long number) {
        generation = number;
    }

    /** How long the present phase may last. */
    void limited(Deadline limit) {
        deadlineMillis = System.currentTimeMillis()
                + Duration.ofNanos(limit.remainingNanos()).toMillis();
    }

    /** The probation that was asked for. */
    void onProbation(Duration time) {
        probationMillis = time.toMillis();
    }

    /** The successor says how it is. */
    void heard(Heartbeat beat) {
        Heartbeat now = Heartbeat.newBuilder()
                .setPhase(shortened(beat.getPhase()))
                .setDetail(shortened(beat.getDetail()))
                .addAllProgress(Testimony.progress(beat.getProgressList()))
                .build();
        boolean isNews = !now.equals(heard);
        heard = now;
        progress = now.getProgressList();
        if (isNews) {
            estate.chronicle().changed();
        }
    }

    private static String shortened(String text) {
        return text.substring(0, Math.min(MOST_DETAIL, text.length()));
    }

    /** The successor, for a status. */
    Successor status() {
        Heartbeat said = heard;
        Successor.Builder status = Successor.newBuilder()
                .setRelease(successor.release())
                .setPid(pid)
                .setPhase(said.getPhase())
                .setDetail(said.getDetail())
                .setSinceMillis(phases.startedAt().toEpochMilli())
                .addAllProgress(progress)
                .setGeneration(generation)
                .setDeadlineMillis(deadlineMillis)
                .setProbationMillis(probationMillis);
        phases.timeline().forEach(took -> status.addPhases(time(took)));
        return status.build();
    }

    /** How it went. */
    HandoffRecord record(String reason) {
        HandoffRecord.Builder record = begun().setOutcome(
                        phases.current().name().toLowerCase(Locale.ROOT))
                .setReason(reason);
        phases.timeline().stream().filter(took -> !took.phase().isLast()).forEach(took -> record.addPhases(time(took)));
        return Testimony.record(record.addAllProgress(progress).build());
    }

    /** It was not even begun. */
    HandoffRecord refusal(RefusalCode code, String sentence) {
        return Testimony.record(begun().setOutcome("refused")
                .clearTo() // it got no number
                .setReason(sentence)
                .setRefusal(code)
                .setStartedMillis(System.currentTimeMillis())
                .build());
    }

    private HandoffRecord.Builder begun() {
        return HandoffRecord.newBuilder()
                .setFrom(estate.generation())
                .setTo(generation)
                .setFromRelease(estate.identity().release())
                .setToRelease(successor.release())
                .setFromPid((int) ProcessHandle.current().pid())
                .setToPid(pid)
                .setStartedMillis(phases.startedAt().toEpochMilli());
    }

    private static PhaseTime time(Phases.Took<PredecessorPhase> took) {
        return PhaseTime.newBuilder()
                .setPhase(took.phase().name())
                .setMicros(took.time().toNanos() / 1_000)
                .build();
    }
}
