package dev.handoff.client.cli;

import dev.handoff.client.HandoffClient;
import dev.handoff.wire.v1.RollingBack;
import java.io.IOException;

/** Has the owner go back to the release before. */
final class RollbackAction implements Action {
    @Override
    public String run(Arguments arguments, Steps steps) throws IOException, UsageException {
        try (HandoffClient client = Peer.connect(arguments, steps)) {
            steps.enter(Steps.Step.TELLING);
            RollingBack begun = client.rollBack();
            return arguments.wantsJson() ? json(begun) : text(begun);
        }
    }

    private static String text(RollingBack begun) {
        return "going back from " + Printable.of(begun.getFrom()) + " to " + Printable.of(begun.getTo()) + "\n";
    }

    private static String json(RollingBack begun) {
        Json json = new Json().object();
        json.name("from").value(begun.getFrom());
        return json.name("to").value(begun.getTo()).endObject() + "\n";
    }
}
