package dev.handoff.telemetry;

import dev.handoff.wire.v1.Draining;
import dev.handoff.wire.v1.HandoffRecord;
import java.util.function.Consumer;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** The events, and nothing else: loaded only while something records. */
@SuppressWarnings("UnusedVariable") // an event's fields are read by the recorder
final class FlightEvents {
    private static final String CATEGORY = "Handoff";

    private FlightEvents() {}

    @Name("dev.handoff.Phase")
    @Label("Phase")
    @Category(CATEGORY)
    @Description("A phase of a process, or of an exchange as one of its sides sees it")
    @StackTrace(false)
    private static final class Phase extends Event {
        @Label("Machine")
        String machine = "";

        @Label("Phase")
        String phase = "";

        @Label("Who")
        String who = "";
    }

    static Runnable phase(String machine, String phase, String who) {
        Phase event = new Phase();
        event.machine = machine;
        event.phase = phase;
        event.who = who;
        event.begin();
        return event::commit;
    }

    @Name("dev.handoff.Handoff")
    @Label("Handoff")
    @Category(CATEGORY)
    @Description("A handoff from its request to its outcome")
    @StackTrace(false)
    private static final class Handoff extends Event {
        @Label("From Generation")
        long from;

        @Label("To Generation")
        long to;

        @Label("From Release")
        String fromRelease = "";

        @Label("To Release")
        String toRelease = "";

        @Label("From Process")
        int fromPid;

        @Label("To Process")
        int toPid;

        @Label("Outcome")
        String outcome = "";

        @Label("Reason")
        String reason = "";
    }

    static Consumer<HandoffRecord> handoff() {
        Handoff event = new Handoff();
        event.begin();
        return record -> {
            event.from = record.getFrom();
            event.to = record.getTo();
            event.fromRelease = record.getFromRelease();
            event.toRelease = record.getToRelease();
            event.fromPid = record.getFromPid();
            event.toPid = record.getToPid();
            event.outcome = record.getOutcome();
            event.reason = record.getReason();
            event.commit();
        };
    }

    @Name("dev.handoff.Drain")
    @Label("Drain")
    @Category(CATEGORY)
    @Description("What was accepted before is finished")
    @StackTrace(false)
    private static final class Drain extends Event {
        @Label("Generation")
        long generation;

        @Label("In Flight At First")
        long inFlightFirst;

        @Label("Connections At First")
        long connectionsFirst;

        @Label("In Flight Left")
        long inFlightLeft;

        @Label("Connections Left")
        long connectionsLeft;
    }

    static Consumer<Draining> drain() {
        Drain event = new Drain();
        event.begin();
        return report -> {
            event.generation = report.getGeneration();
            event.inFlightFirst = report.getInFlightFirst();
            event.connectionsFirst = report.getConnectionsFirst();
            event.inFlightLeft = report.getInFlight();
            event.connectionsLeft = report.getConnections();
            event.commit();
        };
    }

    @Name("dev.handoff.Gate")
    @Label("Gate")
    @Category(CATEGORY)
    @Description("A gate is switched between the front door and the side door")
    @StackTrace(false)
    private static final class Gate extends Event {
        @Label("Listener")
        String listener = "";

        @Label("To")
        String to = "";
    }

    static Runnable gate(String listener, String to) {
        Gate event = new Gate();
        event.listener = listener;
        event.to = to;
        event.begin();
        return event::commit;
    }

    @Name("dev.handoff.Refusal")
    @Label("Refusal")
    @Category(CATEGORY)
    @Description("A request for the listeners was refused")
    @StackTrace(false)
    private static final class Refusal extends Event {
        @Label("Release")
        String release = "";

        @Label("Process")
        int pid;

        @Label("Code")
        String code = "";

        @Label("Reason")
        String reason = "";
    }

    static void refusal(HandoffRecord record) {
        Refusal event = new Refusal();
        event.release = record.getToRelease();
        event.pid = record.getToPid();
        event.code = record.getRefusal().name();
        event.reason = record.getReason();
        event.commit();
    }
}
