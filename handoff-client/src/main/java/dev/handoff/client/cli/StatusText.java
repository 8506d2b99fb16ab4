package dev.handoff.client.cli;

import dev.handoff.wire.ProtocolException;
import dev.handoff.wire.v1.Draining;
import dev.handoff.wire.v1.HandoffRecord;
import dev.handoff.wire.v1.PhaseTime;
import dev.handoff.wire.v1.Progress;
import dev.handoff.wire.v1.Status;
import dev.handoff.wire.v1.Successor;
import java.util.List;

/** A status for people. */
final class StatusText {
    private final Paint paint;
    private final Table facts;

    private StatusText(Status status, Paint paint) {
        this.paint = paint;
        facts = new Table("generation", Long.toString(status.getGeneration()))
                .row("release", Printable.of(status.getRelease()))
                .row("pid", Integer.toString(status.getPid()))
                .row("phase", paint.phase(status.getPhase()) + ", since " + Timestamp.of(status.getSinceMillis()))
                .row("in flight", status.getInFlight() + ", on " + status.getConnections() + " connections")
                .row("duties", status.getDutiesOwned() ? "run here" : "do not run here");
    }

    static String of(Status status, Paint paint) throws ProtocolException {
        StatusText text = new StatusText(status, paint);
        for (String name : status.getForeignListenersList()) {
            text.facts.row(
                    paint.bad("warning"),
                    "listener " + Printable.of(name)
                            + " is of another network namespace, and deaf when that one goes away");
        }
        text.progress("progress", status.getProgressList());
        if (status.hasSuccessor()) {
            text.successor(status.getSuccessor());
            text.progress("", status.getSuccessor().getProgressList());
        }
        if (status.hasLastHandoff()) {
            text.lastHandoff(status.getLastHandoff());
        }
        if (status.hasLastRefusal()) {
            text.lastRefusal(status.getLastRefusal());
        }
        return text.facts + "\n" + ListenerText.table(status.getListenersList())
                + text.draining(status.getDrainingList());
    }

    private void successor(Successor successor) {
        String detail = successor.getDetail().isEmpty() ? "" : ": " + successor.getDetail();
        facts.row(
                "successor",
                Printable.of("release " + successor.getRelease() + ", pid " + successor.getPid() + ", "
                        + successor.getPhase() + " since " + Timestamp.of(successor.getSinceMillis()) + detail));
    }

    private void lastHandoff(HandoffRecord last) {
        String reason = last.getReason().isEmpty() ? "" : " (" + Printable.of(last.getReason()) + ")";
        facts.row(
                "last handoff",
                Printable.of(last.getFrom() + " " + last.getFromRelease() + " -> " + last.getTo() + " "
                                + last.getToRelease() + ": ")
                        + paint.outcome(last.getOutcome()) + reason + ", started "
                        + Timestamp.of(last.getStartedMillis()));
        for (PhaseTime phase : last.getPhasesList()) {
            facts.row("", Printable.of(phase.getPhase()) + " " + phase.getMicros() / 1000 + " ms");
        }
    }

    private void lastRefusal(HandoffRecord last) {
        facts.row(
                "last refusal",
                "release " + Printable.of(last.getToRelease()) + ", pid " + last.getToPid() + ", at "
                        + Timestamp.of(last.getStartedMillis()) + ": " + RecordText.reason(last));
    }

    private void progress(String whose, List<Progress> all) {
        for (Progress each : all) {
            facts.row(whose, ProgressText.of(each));
        }
    }

    private String draining(List<Draining> generations) {
        if (generations.isEmpty()) {
            return "";
        }
        Table table = new Table(paint.headings("DRAINING", "RELEASE", "PID", "IN FLIGHT", "CONNECTIONS", "DEADLINE"));
        for (Draining generation : generations) {
            long deadline = generation.getDeadlineMillis();
            table.row(
                    Long.toString(generation.getGeneration()),
                    Printable.of(generation.getRelease()),
                    Integer.toString(generation.getPid()),
                    Long.toString(generation.getInFlight()),
                    Long.toString(generation.getConnections()),
                    deadline == 0 ? "none" : Timestamp.of(deadline));
        }
        return "\n" + table;
    }
}
