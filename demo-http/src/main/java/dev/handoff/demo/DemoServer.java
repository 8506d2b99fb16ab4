package dev.handoff.demo;

import dev.handoff.Ending;
import dev.handoff.Handoff;
import dev.handoff.HandoffBuilder;
import dev.handoff.demo.live.LivePage;
import java.util.Optional;

/**
 * The example: an HTTP service that the next start of itself, with the same {@code --control}, replaces without losing
 * a request.
 *
 * <p>Exits 0 when it was replaced or asked to end, else as {@code handoff-client} does (sysexits.h).
 */
public final class DemoServer {
    private DemoServer() {}

    /** Serves until a successor has taken over, or until SIGTERM or SIGINT, and until all is drained. */
    public static void main(String[] arguments) {
        Optional<DemoOptions> options = Exit.onUsage(() -> DemoOptions.parse(arguments));
        if (options.isPresent()) {
            Exit.onFailure(() -> serve(options.get()));
        }
    }

    private static Ending serve(DemoOptions options) throws Exception {
        HandoffBuilder terms = Handoff.at(options.control());
        options.store().ifPresent(terms::keptAt);
        try (Handoff handoff = terms.listener("http", options.address())
                .release(options.release())
                .probation(options.probation())
                .drainDeadline(options.drainDeadline())
                .requestWait(options.requestWait())
                .readyWithin(options.readyWithin())
                .heartbeat(options.heartbeat(), options.silence())
                .open()) { // from the predecessor, or bound here; nobody but us reaches it yet

            WebServer.start(
                    handoff,
                    new LivePage(
                            handoff,
                            options.releasesFromPage())); // measured, asked to leave and stopped by the adapter for
            // Jetty
            handoff.warmUp(() -> WarmUp.requests(handoff.sideDoor("http"), options.warmUp()));
            handoff.warmUp(() -> Announcement.of(handoff, "warm").print());

            Announcement.of(handoff, "staged").print();
            options.faults().beforeReady();
            handoff.ready(); // warm-up, then the predecessor stops accepting as we begin
            Announcement.of(handoff, "ready").print();
            options.faults().afterReady();
            return handoff.awaitRetired(); // a successor has taken over, or SIGTERM: all that was accepted is answered
        }
    }
}
