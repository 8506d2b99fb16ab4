package dev.handoff.client.cli;

import dev.handoff.client.HandoffClient;
import dev.handoff.wire.v1.Status;
import java.io.IOException;

/** Says the word for which a release waits before it is READY. */
final class ReadyAction implements Action {
    @Override
    public String run(Arguments arguments, Steps steps) throws IOException, UsageException {
        try (HandoffClient client = Peer.connect(arguments, steps)) {
            steps.enter(Steps.Step.TELLING);
            Status status = client.tellReady();
            return arguments.wantsJson() ? StatusJson.of(status) : text(status);
        }
    }

    private static String text(Status status) {
        if (!status.hasSuccessor()) {
            return "generation " + status.getGeneration() + " has heard that it is READY\n";
        }
        String release = Printable.of(status.getSuccessor().getRelease());
        return (release.isEmpty() ? "the successor" : "release " + release) + " (pid "
                + status.getSuccessor().getPid() + ") has heard that it is READY\n";
    }
}
