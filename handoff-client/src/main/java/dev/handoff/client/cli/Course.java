package dev.handoff.client.cli;

import dev.handoff.wire.v1.Draining;
import dev.handoff.wire.v1.HandoffRecord;
import dev.handoff.wire.v1.PhaseTime;
import dev.handoff.wire.v1.Progress;
import dev.handoff.wire.v1.Status;
import dev.handoff.wire.v1.Successor;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of a handoff, for one who looks at the owner's status again and again: from the request to the end of the drain.
 * Each look is compared with the one before; what happened between them is told, in its order. One thread's.
 */
final class Course {
    /** How far it is. */
    enum Stage {
        /** No handoff has begun. */
        IDLE,
        EXCHANGE,
        /** The successor owns the listeners; what was there before finishes what it has. */
        DRAIN,
        OVER
    }

    /** For one that is to drain to find the new owner and report to it. */
    private static final Duration REPORTS = Duration.ofSeconds(3);
    /** Live counts change all the time: a line of them, no more often. */
    private static final long PAUSE_MILLIS = 1_000;

    private final Consumer<Happening> told;
    private Stage stage = Stage.IDLE;
    private @Nullable Status seen;
    private @Nullable HandoffRecord outcome;
    private HandoffRecord lastKnown = HandoffRecord.getDefaultInstance();
    private long begun;
    private int phasesTold;
    private String successorPhase = "";
    private final Map<String, Progress> progressTold = new HashMap<>();
    private final Map<String, Long> toldAt = new HashMap<>();
    private long drainOf;
    private @Nullable Draining drain;
    private long drainSinceMillis;

    /** @param told what happens, as it is seen */
    Course(Consumer<Happening> told) {
        this.told = told;
    }

    Stage stage() {
        return stage;
    }

    /** The last look. */
    Optional<Status> seen() {
        return Optional.ofNullable(seen);
    }

    /** How it ended, or was refused. */
    Optional<HandoffRecord> outcome() {
        return Optional.ofNullable(outcome);
    }

    /** How the drain goes, as it was last heard of. */
    Optional<Draining> drain() {
        return Optional.ofNullable(drain);
    }

    /** Looks. */
    void see(Status now) {
        Status before = seen;
        seen = now;
        if (before == null) {
            lastKnown = now.getLastHandoff();
        }
        if (before == null
                || before.getGeneration() != now.getGeneration()
                || !before.getPhase().equals(now.getPhase())) {
            serving(now);
        }
        progress(now.getProgressList());
        if (before != null && before.getGeneration() == now.getGeneration()) {
            refusal(before, now);
        }
        if (stage == Stage.IDLE || stage == Stage.EXCHANGE) {
            exchange(now, before == null);
        }
        if (stage == Stage.DRAIN) {
            drain(now);
        }
    }

    /** The process that was looked at has ended. */
    void lost() {
        Status last = seen;
        if (stage == Stage.DRAIN && last != null && last.getGeneration() == drainOf) {
            drained();
        }
    }

    private void serving(Status now) {
        String line =
                generation(now.getGeneration(), now.getRelease(), now.getPid()) + ": " + Printable.of(now.getPhase());
        tell(Happening.Kind.SERVING, line, json -> {
            json.name("generation").value(now.getGeneration());
            json.name("release").value(now.getRelease());
            json.name("pid").value(now.getPid());
            json.name("phase").value(now.getPhase());
        });
    }

    /** {@code generation 2 (r2, pid 4711)}. */
    private static String generation(long number, String release, int pid) {
        return "generation " + number + " (" + (release.isEmpty() ? "" : Printable.of(release) + ", ") + "pid " + pid
                + ")";
    }

    private void refusal(Status before, Status now) {
        HandoffRecord refusal = now.getLastRefusal();
        boolean isNew = now.hasLastRefusal()
                && (refusal.getTimes() != before.getLastRefusal().getTimes()
                        || refusal.getStartedMillis() != before.getLastRefusal().getStartedMillis());
        if (!isNew) {
            return;
        }
        String who =
                refusal.getToRelease().isEmpty() ? "a successor" : "release " + Printable.of(refusal.getToRelease());
        String line = who + " (pid " + refusal.getToPid() + ") is refused: "
                + refusal.getRefusal().name() + ": " + Printable.of(refusal.getReason());
        tell(Happening.Kind.REFUSED, line, json -> RecordText.json(refusal, json.name("handoff")));
        if (stage == Stage.IDLE) {
            outcome = refusal;
            stage = Stage.OVER;
        }
    }

    private void exchange(Status now, boolean isFirstLook) {
        HandoffRecord last = now.getLastHandoff();
        // Before the successor that is there now, which may be the next one already.
        if (now.hasLastHandoff() && !isSame(last, lastKnown)) {
            ended(last);
        } else if (now.hasSuccessor()) {
            follow(now.getSuccessor());
        } else if (isFirstLook && now.getDrainingCount() > 0) {
            // It is all but over. The newest of those that drain is the one that was followed last.
            outcome = now.hasLastHandoff() ? last : null;
            awaitDrain(now.getDraining(now.getDrainingCount() - 1).getGeneration());
        }
    }

    private static boolean isSame(HandoffRecord one, HandoffRecord other) {
        return one.getStartedMillis() == other.getStartedMillis()
                && one.getTo() == other.getTo()
                && one.getOutcome().equals(other.getOutcome());
    }

    private void follow(Successor successor) {
        if (stage == Stage.IDLE || successor.getSinceMillis() != begun) {
            stage = Stage.EXCHANGE;
            begun = successor.getSinceMillis();
            phasesTold = 0;
            successorPhase = "";
            progressTold.clear();
            tell(
                    Happening.Kind.BEGUN,
                    generation(successor.getGeneration(), successor.getRelease(), successor.getPid()) + " asks",
                    json -> {
                        json.name("generation").value(successor.getGeneration());
                        json.name("release").value(successor.getRelease());
                        json.name("pid").value(successor.getPid());
                    });
        }
        phases(successor.getPhasesList());
        if (!successorPhase.equals(successor.getPhase())) {
            successorPhase = successor.getPhase();
            String detail = successor.getDetail().isEmpty() ? "" : ": " + Printable.of(successor.getDetail());
            tell(Happening.Kind.SUCCESSOR, "the successor is " + Printable.of(successorPhase) + detail, json -> {
                json.name("phase").value(successor.getPhase());
                json.name("detail").value(successor.getDetail());
            });
        } else if (!successor.getDetail().isEmpty()) {
            detail(successor);
        }
        progress(successor.getProgressList());
    }

    // A line that the application writes is progress without a name.
    private void detail(Successor successor) {
        progress(List.of(Progress.newBuilder()
                .setName(successorPhase)
                .setText(successor.getDetail())
                .build()));
    }

    private void phases(List<PhaseTime> phases) {
        while (phasesTold < phases.size()) {
            PhaseTime phase = phases.get(phasesTold);
            String before = phasesTold == 0 ? "" : after(phases.get(phasesTold - 1));
            tell(
                    Happening.Kind.PHASE,
                    Printable.of(phase.getPhase()) + before,
                    json -> json.name("phase").value(phase.getPhase()));
            phasesTold++;
        }
    }

    private static String after(PhaseTime phase) {
        return ", after " + RecordText.millis(phase.getMicros() / 1_000) + " of " + Printable.of(phase.getPhase());
    }

    private void progress(List<Progress> all) {
        for (Progress each : all) {
            Progress before = progressTold.get(each.getName());
            boolean isEnd = each.getEndedMillis() > 0 || (each.getTotal() > 0 && each.getDone() >= each.getTotal());
            if (each.equals(before) || !isDue("progress " + each.getName(), before == null || isEnd)) {
                continue;
            }
            progressTold.put(each.getName(), each);
            tell(Happening.Kind.PROGRESS, ProgressText.of(each), json -> {
                json.name("name").value(each.getName());
                json.name("done").value(each.getDone());
                json.name("total").value(each.getTotal());
                json.name("detail").value(each.getText());
                json.name("ended").value(each.getEndedMillis() > 0);
            });
        }
    }

    private boolean isDue(String what, boolean isUrgent) {
        long now = System.currentTimeMillis();
        if (!isUrgent && now - toldAt.getOrDefault(what, 0L) < PAUSE_MILLIS) {
            return false;
        }
        toldAt.put(what, now);
        return true;
    }

    private void ended(HandoffRecord record) {
        outcome = record;
        lastKnown = record;
        tell(Happening.Kind.OUTCOME, sentence(record), json -> RecordText.json(record, json.name("handoff")));
        switch (record.getOutcome()) {
            case "confirmed", "predecessor-silent" -> awaitDrain(record.getFrom());
            default -> stage = Stage.OVER;
        }
    }

    /** How it ended, in a sentence. */
    static String sentence(HandoffRecord record) {
        String who = record.getToRelease().isEmpty()
                ? "generation " + record.getTo()
                : "release " + Printable.of(record.getToRelease());
        String why = record.getReason().isEmpty() || record.getReason().equals(record.getOutcome())
                ? ""
                : ": " + Printable.of(record.getReason());
        return switch (record.getOutcome()) {
            case "confirmed" -> who + " owns the listeners, confirmed" + why;
            case "aborted" -> who + " did not take over, nothing changed" + why;
            case "reclaimed" -> who + " was undone, generation " + record.getFrom() + " accepts again" + why;
            default -> who + ": " + Printable.of(record.getOutcome()) + why;
        };
    }

    private void awaitDrain(long generation) {
        stage = Stage.DRAIN;
        drainOf = generation;
        drainSinceMillis = System.currentTimeMillis();
    }

    private void drain(Status now) {
        Optional<Draining> report = now.getGeneration() == drainOf
                ? Optional.of(now.getDrain()).filter(own -> now.hasDrain())
                : now.getDrainingList().stream()
                        .filter(each -> each.getGeneration() == drainOf)
                        .findFirst();
        if (report.isPresent()) {
            draining(report.get());
        } else if (now.getGeneration() != drainOf && (drain != null || isTooLate())) {
            drained();
        }
    }

    private boolean isTooLate() {
        return System.currentTimeMillis() - drainSinceMillis > REPORTS.toMillis();
    }

    private void draining(Draining report) {
        Draining before = drain;
        drain = report;
        boolean isChanged = before == null
                || before.getInFlight() != report.getInFlight()
                || before.getConnections() != report.getConnections();
        if (isChanged && isDue("drain", before == null)) {
            tell(
                    Happening.Kind.DRAIN,
                    "generation " + drainOf + " drains: " + report.getInFlight() + " in flight, "
                            + report.getConnections() + " connections" + DrainText.timeLeft(report, ", "),
                    json -> counts(report, json));
        }
    }

    private static void counts(Draining report, Json json) {
        json.name("generation").value(report.getGeneration());
        json.name("inFlight").value(report.getInFlight());
        json.name("connections").value(report.getConnections());
        json.name("deadline").valueOrNull(RecordText.timeOrNull(report.getDeadlineMillis()));
    }

    private void drained() {
        stage = Stage.OVER;
        Draining last = drain;
        long left = last == null ? 0 : last.getConnections();
        tell(
                Happening.Kind.DRAINED,
                "generation " + drainOf + " has ended" + (left == 0 ? "" : ", " + left + " connections were left"),
                json -> {
                    json.name("generation").value(drainOf);
                    json.name("connections").value(left);
                });
    }

    private void tell(Happening.Kind kind, String line, Consumer<Json> members) {
        told.accept(Happening.now(kind, line, members));
    }
}
