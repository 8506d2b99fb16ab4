package dev.handoff.client.cli;

import java.io.IOException;

/** From the one who answers at a control path, or out of a process that answers at none. */
final class RequestOrTake implements Action {
    @Override
    public String run(Arguments arguments, Steps steps) throws IOException, UsageException {
        return (arguments.isOfProcess() ? new TakeAction() : new RequestAction()).run(arguments, steps);
    }
}
