package dev.handoff.program;

import dev.handoff.fd.Deadline;
import dev.handoff.fd.PidFd;
import java.io.IOException;
import java.time.Duration;

/** A wait for a program that ends with the program, the deadline, or an interrupt, whichever comes first. */
final class Patience {
    /** poll(2) knows no interrupt: so often it is looked at. */
    private static final Duration SLICE = Duration.ofMillis(500);

    private final PidFd process;
    private final Deadline deadline;
    private final String awaited;

    /** Until it is said what was {@code awaited}: to follow "was not ready in time: ". */
    Patience(PidFd process, Deadline deadline, String awaited) {
        this.process = process;
        this.deadline = deadline;
        this.awaited = awaited;
    }

    /** When to look again at the latest. */
    Deadline slice() {
        return Deadline.in(SLICE).or(deadline);
    }

    /**
     * Is there a reason to wait on?
     *
     * @throws NotReadyException if the program has ended, or its time
     */
    void check() throws IOException, InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        if (process.isEnded()) {
            throw new NotReadyException("ended before it was ready");
        }
        if (deadline.isPast()) {
            throw new NotReadyException("was not ready in time: " + awaited);
        }
    }

    /** Waits for {@code time}, checking. */
    void pause(Duration time) throws IOException, InterruptedException {
        Deadline end = Deadline.in(time);
        while (!end.isPast()) {
            process.awaitEnd(slice().or(end));
            check();
        }
    }
}
