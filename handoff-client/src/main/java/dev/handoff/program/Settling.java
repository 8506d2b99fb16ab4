package dev.handoff.program;

import dev.handoff.fd.Deadline;
import dev.handoff.fd.PidFd;
import java.io.IOException;
import java.time.Duration;

/** Ready if it lives for a time. */
record Settling(Duration time) implements ReadyWatch {
    @Override
    public void await(int pid, PidFd process, Deadline deadline) throws IOException, InterruptedException {
        Patience patience = new Patience(process, deadline, "it has to live for " + time.toMillis() + " ms");
        patience.check();
        patience.pause(time);
    }
}
