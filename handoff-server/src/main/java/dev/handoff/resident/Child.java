package dev.handoff.resident;

import dev.handoff.fd.ChildProcess;
import dev.handoff.fd.Deadline;
import dev.handoff.fd.ProcessEnd;
import dev.handoff.fd.Spawn;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** A program that this process started, as the leader of a process group. */
public final class Child implements Program {
    private static final int SIGKILL = 9;
    private static final int NOTHING = 0;

    private final Children children;
    private final ChildProcess process;
    private final Lifeline lifeline;

    private Child(Children children, ChildProcess process, Lifeline lifeline) {
        this.children = children;
        this.process = process;
        this.lifeline = lifeline;
    }

    /** Starts it; {@code changed} is called whenever a process of it has ended. If we die it is drained. */
    public static Child start(Spawn spawn, Conduct conduct, Children children, Runnable changed) throws IOException {
        ChildProcess process = children.start(spawn.standing(Spawn.Standing.OWN_GROUP), changed);
        try {
            return new Child(children, process, Lifeline.of(process, conduct, children));
        } catch (IOException | RuntimeException e) {
            process.signalGroup(SIGKILL);
            children.leave(process);
            throw e;
        }
    }

    @Override
    public int pid() {
        return process.pid();
    }

    @Override
    public Optional<ProcessEnd> end() throws IOException {
        return process.awaitEnd(Deadline.in(Duration.ZERO));
    }

    @Override
    public boolean isGone() throws IOException {
        return end().isPresent() && !process.signalGroup(NOTHING);
    }

    @Override
    public void signal(int number) throws IOException {
        if (!process.signal(number)) {
            process.signalGroup(number);
        }
    }

    @Override
    public void kill() throws IOException {
        process.signalGroup(SIGKILL);
    }

    @Override
    public void close() {
        lifeline.close();
        children.leave(process);
    }
}
