package dev.handoff.client.cli;

import dev.handoff.client.HandoffClient;
import dev.handoff.client.Identity;
import java.io.IOException;
import java.time.Duration;

/** The connection that both commands begin with. */
final class Peer {
    /** For a process that is alive to accept and to greet. */
    private static final Duration GREETING = Duration.ofSeconds(10);

    private Peer() {}

    static HandoffClient connect(Arguments arguments, Steps steps) throws IOException, UsageException {
        steps.enter(Steps.Step.CONNECTING);
        // No release: the guard against older releases is for those who mean to stay.
        Identity nobody =
                new Identity("", "handoff-client-" + ProcessHandle.current().pid());
        return HandoffClient.connect(arguments.control(), nobody, GREETING);
    }
}
