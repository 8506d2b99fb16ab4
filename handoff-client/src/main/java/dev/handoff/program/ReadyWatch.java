package dev.handoff.program;

import dev.handoff.fd.Deadline;
import dev.handoff.fd.PidFd;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Watches one program until it is ready. */
public interface ReadyWatch extends AutoCloseable {
    /** Where the program is to say it: for {@link ListenEnvironment}. */
    default Optional<Path> notifySocket() {
        return Optional.empty();
    }

    /**
     * Waits until it is ready.
     *
     * @param pid of the program, which may be that of many processes
     * @param process the same
     * @throws NotReadyException if it ended first, or was not ready at the deadline
     * @throws InterruptedException when interrupted, within half a second
     */
    void await(int pid, PidFd process, Deadline deadline) throws IOException, InterruptedException;

    @Override
    default void close() {}
}
