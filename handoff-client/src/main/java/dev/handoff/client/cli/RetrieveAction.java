package dev.handoff.client.cli;

import dev.handoff.client.StoreClient;
import dev.handoff.wire.NamedListener;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Gets duplicates from a store, and becomes the program. Nobody stays beside it: what is kept is its own next start's. */
final class RetrieveAction implements Action {
    private final ProgramArguments program;

    RetrieveAction(ProgramArguments program) {
        this.program = program;
    }

    /** Returns only by a failure; the program's output is its own. */
    @Override
    public String run(Arguments arguments, Steps steps) throws IOException, UsageException {
        ProgramImage image = ProgramImage.of(program);
        List<NamedListener> listeners = retrieved(arguments, steps);
        try {
            steps.enter(Steps.Step.EXECUTING);
            image.become(listeners, Optional.empty());
        } catch (IllegalArgumentException e) {
            // Only now is it known which of them have ports.
            throw new UsageException(Printable.of(String.valueOf(e.getMessage())));
        } finally {
            listeners.forEach(NamedListener::close);
        }
        return "";
    }

    private List<NamedListener> retrieved(Arguments arguments, Steps steps) throws IOException, UsageException {
        steps.enter(Steps.Step.CONNECTING);
        try (StoreClient store = StoreAction.connect(arguments)) {
            steps.enter(Steps.Step.RETRIEVING);
            return store.retrieve(List.copyOf(program.listeners().keySet()));
        }
    }
}
