package dev.handoff.daemon;

import dev.handoff.fd.Deadline;
import dev.handoff.fd.PidFd;
import dev.handoff.program.ReadyWatch;
import dev.handoff.resident.Attended;
import dev.handoff.resident.Launcher;
import dev.handoff.resident.Program;
import java.io.IOException;
import java.time.Duration;

/**
 * Launches nothing: the one program that there will be runs already.
 *
 * @param process the same as {@code pid}; the program's to close
 * @param watch closed when it is ready, or will not be
 */
record Follower(int pid, PidFd process, ReadyWatch watch, Duration readyWithin) implements Launcher {
    @Override
    public Program start(Runnable changed) {
        return Attended.follow(pid, process, changed);
    }

    @Override
    public void awaitReady(Program program) throws IOException, InterruptedException {
        try (watch) {
            watch.await(pid, process, Deadline.in(readyWithin));
        }
    }
}
