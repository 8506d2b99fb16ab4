package dev.handoff.client.cli;

import dev.handoff.client.HandoffClient;
import dev.handoff.fd.Terminal;
import dev.handoff.wire.v1.Status;
import java.io.IOException;

/** Asks how the owner is. */
final class StatusAction implements Action {
    @Override
    public String run(Arguments arguments, Steps steps) throws IOException, UsageException {
        try (HandoffClient client = Peer.connect(arguments, steps)) {
            steps.enter(Steps.Step.INSPECTING);
            Status status = client.status();
            return switch (arguments.format()) {
                case JSON -> StatusJson.of(status);
                case PROMETHEUS -> Prometheus.of(status);
                case TEXT -> StatusText.of(status, Paint.on(Terminal.isStandardOutput()));
            };
        }
    }
}
