package dev.handoff.micrometer;

import dev.handoff.Handoff;
import dev.handoff.phase.ProcessPhase;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * One gauge of a process's handoffs, told apart from others of its name by a tag. Knows nothing of Micrometer, so that it can
 * be bound to one of another class loader, too.
 *
 * @param tag empty if there is none
 * @param value asks for a status, which waits for nothing
 */
public record HandoffMeter(
        String name, String description, String tag, String tagValue, ToDoubleFunction<Handoff> value) {
    private static final List<String> OUTCOMES =
            List.of("confirmed", "aborted", "reclaimed", "predecessor-died", "predecessor-silent", "refused");

    /** All of them. */
    public static List<HandoffMeter> all() {
        List<HandoffMeter> all = new ArrayList<>();
        all.add(plain("generation", "Counts the processes that owned the listeners", Handoff::generation));
        all.add(plain(
                "requests.in.flight",
                "Requests in flight, as the application counts them",
                at -> at.status().getInFlight()));
        all.add(plain(
                "connections.open",
                "Open connections, as the application counts them",
                at -> at.status().getConnections()));
        all.add(plain(
                "duties.owned",
                "1 if the singleton duties run here",
                at -> at.status().getDutiesOwned() ? 1 : 0));
        all.add(plain(
                "exchange.open",
                "1 while a successor takes over",
                at -> at.status().hasSuccessor() ? 1 : 0));
        all.add(plain(
                "draining.generations",
                "Earlier generations that finish what they accepted",
                at -> at.status().getDrainingCount()));
        addTagged(all);
        return all;
    }

    private static void addTagged(List<HandoffMeter> all) {
        for (ProcessPhase phase : ProcessPhase.values()) {
            all.add(new HandoffMeter(
                    "handoff.phase",
                    "1 for the phase that the process is in",
                    "phase",
                    phase.name(),
                    at -> at.phase() == phase ? 1 : 0));
        }
        for (String outcome : OUTCOMES) {
            all.add(new HandoffMeter(
                    "handoff.history",
                    "Of the last 50 handoffs across generations",
                    "outcome",
                    outcome,
                    at -> at.history().stream()
                            .filter(record -> record.getOutcome().equals(outcome))
                            .count()));
        }
    }

    private static HandoffMeter plain(String name, String description, ToDoubleFunction<Handoff> value) {
        return new HandoffMeter("handoff." + name, description, "", "", value);
    }
}
