package dev.handoff.client.cli;

import dev.handoff.client.HandoffClient;
import dev.handoff.fd.Terminal;
import dev.handoff.wire.v1.HandoffRecord;
import java.io.IOException;
import java.util.List;

/** Asks the owner what it remembers. */
final class HistoryAction implements Action {
    @Override
    public String run(Arguments arguments, Steps steps) throws IOException, UsageException {
        try (HandoffClient client = Peer.connect(arguments, steps)) {
            steps.enter(Steps.Step.INSPECTING);
            List<HandoffRecord> history = client.history();
            return arguments.wantsJson()
                    ? json(history)
                    : RecordText.table(history, Paint.on(Terminal.isStandardOutput()));
        }
    }

    static String json(List<HandoffRecord> history) {
        Json json = new Json().object().name("history").array();
        history.forEach(record -> RecordText.json(record, json));
        return json.endArray().endObject() + "\n";
    }
}
