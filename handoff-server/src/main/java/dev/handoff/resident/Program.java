package dev.handoff.resident;

import dev.handoff.fd.ProcessEnd;
import java.io.IOException;
import java.util.Optional;

/**
 * A program that serves the listeners: a process, and whatever it has started. Nothing here waits.
 *
 * <p>{@link #close()} lets go of it and ends nothing.
 */
public interface Program extends AutoCloseable {
    /** The number of its main process. */
    int pid();

    /** How its main process ended; empty while that lives. */
    Optional<ProcessEnd> end() throws IOException;

    /** True once nothing of it is left: neither its main process nor what that has started. */
    boolean isGone() throws IOException;

    /** Tells its main process, or what is left when that has ended. Of no effect once it is gone. */
    void signal(int number) throws IOException;

    /** Ends all of it, at once. */
    void kill() throws IOException;

    @Override
    void close();
}
