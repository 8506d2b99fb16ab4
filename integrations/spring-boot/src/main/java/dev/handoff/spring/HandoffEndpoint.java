package dev.handoff.spring;

import dev.handoff.Handoff;
import dev.handoff.wire.v1.Status;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;

/** Where this process stands in the line of generations. Reads only. */
@Endpoint(id = "handoff")
public final class HandoffEndpoint {
    private final Handoff handoff;

    HandoffEndpoint(Handoff handoff) {
        this.handoff = handoff;
    }

    /**
     * A process and its place.
     *
     * @param phase of {@link dev.handoff.phase.ProcessPhase}, by name
     * @param since when it entered that phase
     * @param connections how many are open
     * @param sideDoor where this process is reached and no other
     * @param lineage the generations before it, newest first
     * @param lastHandoff the last in which it took part
     * @param draining the generations before it that still finish what they accepted
     */
    public record View(
            long generation,
            String release,
            String phase,
            Instant since,
            boolean dutiesOwned,
            long connections,
            String sideDoor,
            List<Predecessor> lineage,
            @Nullable LastHandoff lastHandoff,
            List<Predecessor> draining) {}

    /** A generation before. */
    public record Predecessor(long generation, String release) {}

    /**
     * How a handoff went.
     *
     * @param outcome confirmed, aborted, reclaimed, predecessor-died, predecessor-silent
     */
    public record LastHandoff(long from, long to, String outcome, String reason, Instant started) {}

    /** Looks. */
    @ReadOperation
    public View view() {
        Status status = handoff.status();
        return new View(
                status.getGeneration(),
                status.getRelease(),
                status.getPhase(),
                Instant.ofEpochMilli(status.getSinceMillis()),
                status.getDutiesOwned(),
                status.getConnections(),
                handoff.sideDoor(HandoffAutoConfiguration.LISTENER).toString(),
                handoff.lineage().stream()
                        .map(before -> new Predecessor(before.getNumber(), before.getRelease()))
                        .toList(),
                lastHandoff(status),
                status.getDrainingList().stream()
                        .map(draining -> new Predecessor(draining.getGeneration(), draining.getRelease()))
                        .toList());
    }

    private static @Nullable LastHandoff lastHandoff(Status status) {
        if (!status.hasLastHandoff()) {
            return null;
        }
        var last = status.getLastHandoff();
        return new LastHandoff(
                last.getFrom(),
                last.getTo(),
                last.getOutcome(),
                last.getReason(),
                Instant.ofEpochMilli(last.getStartedMillis()));
    }
}
