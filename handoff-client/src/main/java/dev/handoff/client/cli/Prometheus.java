package dev.handoff.client.cli;

import dev.handoff.phase.ProcessPhase;
import dev.handoff.wire.v1.Draining;
import dev.handoff.wire.v1.HandoffRecord;
import dev.handoff.wire.v1.PhaseTime;
import dev.handoff.wire.v1.Status;
import java.util.List;

/** A status in the text format of Prometheus, version 0.0.4: to be written to a file for the node exporter, or scraped. */
final class Prometheus {
    private static final double MILLIS = 1_000;
    private static final double MICROS = 1_000_000;

    private final StringBuilder text = new StringBuilder(2048);

    private Prometheus() {}

    static String of(Status status) {
        Prometheus all = new Prometheus();
        all.process(status);
        all.draining(status.getDrainingList());
        if (status.hasLastHandoff()) {
            all.last(status.getLastHandoff());
        }
        return all.text.toString();
    }

    private void process(Status status) {
        gauge("handoff_info", "The process that answers at the control path.");
        sample("handoff_info", "{release=\"" + label(status.getRelease()) + "\"}", 1);
        single("handoff_generation", "Counts the processes that owned the listeners, from 1.", (double)
                status.getGeneration());
        gauge("handoff_phase", "1 for the phase that the process is in.");
        for (ProcessPhase phase : ProcessPhase.values()) {
            boolean isIn = phase.name().equals(status.getPhase());
            sample("handoff_phase", "{phase=\"" + phase + "\"}", isIn ? 1 : 0);
        }
        single(
                "handoff_phase_start_timestamp_seconds",
                "When it entered that phase.",
                status.getSinceMillis() / MILLIS);
        single("handoff_listeners", "Listeners that it holds.", status.getListenersCount());
        single("handoff_requests_in_flight", "Requests in flight, as the application counts.", (double)
                status.getInFlight());
        single("handoff_connections_open", "Open connections, as the application counts.", (double)
                status.getConnections());
        single("handoff_duties_owned", "1 if the singleton duties run here.", status.getDutiesOwned() ? 1 : 0);
        single("handoff_exchange_open", "1 while a successor takes over.", status.hasSuccessor() ? 1 : 0);
    }

    private void draining(List<Draining> all) {
        single("handoff_draining_generations", "Earlier generations that finish what they accepted.", all.size());
        if (all.isEmpty()) {
            return;
        }
        gauge("handoff_draining_requests_in_flight", "Requests in flight in a generation that drains.");
        all.forEach(each -> sample("handoff_draining_requests_in_flight", labels(each), (double) each.getInFlight()));
        gauge("handoff_draining_connections_open", "Open connections of a generation that drains.");
        all.forEach(each -> sample("handoff_draining_connections_open", labels(each), (double) each.getConnections()));
    }

    private static String labels(Draining generation) {
        return "{generation=\"" + generation.getGeneration() + "\",release=\"" + label(generation.getRelease()) + "\"}";
    }

    private void last(HandoffRecord last) {
        gauge("handoff_last_start_timestamp_seconds", "When the last handoff of this process began, by its outcome.");
        sample(
                "handoff_last_start_timestamp_seconds",
                "{outcome=\"" + label(last.getOutcome()) + "\"}",
                last.getStartedMillis() / MILLIS);
        gauge("handoff_last_phase_duration_seconds", "How long each phase of the last handoff took.");
        for (PhaseTime phase : last.getPhasesList()) {
            sample(
                    "handoff_last_phase_duration_seconds",
                    "{phase=\"" + label(phase.getPhase()) + "\"}",
                    phase.getMicros() / MICROS);
        }
    }

    private void single(String name, String help, double value) {
        gauge(name, help);
        sample(name, "", value);
    }

    private void gauge(String name, String help) {
        text.append("# HELP ").append(name).append(' ').append(help).append('\n');
        text.append("# TYPE ").append(name).append(" gauge\n");
    }

    private void sample(String name, String labels, double value) {
        text.append(name).append(labels).append(' ');
        if (value == Math.rint(value)) {
            text.append((long) value);
        } else {
            text.append(value);
        }
        text.append('\n');
    }

    // Written \\, \" and \n by the format; what else steers a terminal is shown as its number.
    private static String label(String value) {
        return Printable.of(value.replace("\n", " ")).replace("\\", "\\\\").replace("\"", "\\\"");
    }
}
