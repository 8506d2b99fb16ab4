package dev.handoff.resident;

import dev.handoff.fd.Deadline;
import dev.handoff.fd.Errno;
import dev.handoff.fd.ErrnoException;
import dev.handoff.fd.PidFd;
import dev.handoff.fd.ProcessEnd;
import java.io.IOException;
import java.util.Optional;

/** A program that is somebody else's child, and is followed: how it ends nobody tells us, and what it has started is its own. */
public final class Attended implements Program {
    private static final int SIGKILL = 9;

    private final int pid;
    private final PidFd process;

    private Attended(int pid, PidFd process) {
        this.pid = pid;
        this.process = process;
    }

    /**
     * Follows {@code process}.
     *
     * @param changed called when it has ended
     */
    public static Attended follow(int pid, PidFd process, Runnable changed) {
        Attended followed = new Attended(pid, process);
        Thread follower = new Thread(() -> followed.awaitEnd(changed), "handoff-follow-" + pid);
        follower.setDaemon(true);
        follower.start();
        return followed;
    }

    private void awaitEnd(Runnable changed) {
        try {
            process.awaitEnd(Deadline.never());
        } catch (IOException closed) {
            // Let go of meanwhile; whoever did knows.
        }
        changed.run();
    }

    @Override
    public int pid() {
        return pid;
    }

    @Override
    public Optional<ProcessEnd> end() throws IOException {
        return process.isEnded() ? Optional.of(ProcessEnd.unknown()) : Optional.empty();
    }

    @Override
    public boolean isGone() throws IOException {
        return process.isEnded();
    }

    @Override
    public void signal(int number) throws IOException {
        try {
            process.signal(number);
        } catch (ErrnoException e) {
            if (!e.is(Errno.ESRCH)) {
                throw e;
            }
        }
    }

    @Override
    public void kill() throws IOException {
        signal(SIGKILL);
    }

    @Override
    public void close() {
        process.close();
    }
}
