package dev.handoff.client.cli;

import java.io.IOException;

/** One command's work. */
interface Action {
    /**
     * Does it.
     *
     * @param steps told which step is under way, for the message if it fails
     * @return what to print on the standard output, whole
     */
    String run(Arguments arguments, Steps steps) throws IOException, UsageException;
}
