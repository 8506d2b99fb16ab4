package dev.handoff.resident;

import dev.handoff.fd.Deadline;
import dev.handoff.fd.ProcessEnd;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One program from its start until nothing of it is left. The loop's thread only; its way to READY has one of its own. */
final class Running {
    private static final int SIGKILL = 9;
    /** For a process that was killed to be gone. One that waits for a dead disk may not be. */
    private static final Duration DEATH = Duration.ofSeconds(5);

    private final Logger log = LoggerFactory.getLogger(Resident.class);
    private final int number;
    private final Program program;
    private final Launcher launcher;
    private final Thread waiting;
    private final long startedAt = System.nanoTime();

    private volatile boolean ready;
    private volatile Optional<String> notReady = Optional.empty();

    private Optional<ProcessEnd> end = Optional.empty();
    private Optional<Deadline> probation = Optional.empty();
    private Optional<Deadline> killAt = Optional.empty();
    private Optional<Deadline> forgetAt = Optional.empty();
    private boolean isGone;
    private boolean isJudged;
    private Duration life = Duration.ZERO;

    private Running(int number, Program program, Launcher launcher, Runnable changed) {
        this.number = number;
        this.program = program;
        this.launcher = launcher;
        this.waiting = new Thread(() -> awaitReady(changed), "handoff-ready-" + number);
        waiting.setDaemon(true);
    }

    static Running start(int number, Launcher launcher, Runnable changed) throws IOException {
        Running started = new Running(number, launcher.start(changed), launcher, changed);
        started.log.info("{} is started", started);
        started.waiting.start();
        return started;
    }

    private void awaitReady(Runnable changed) {
        try {
            launcher.awaitReady(program);
            ready = true;
        } catch (IOException | RuntimeException e) {
            notReady = Optional.of(Objects.toString(e.getMessage(), e.getClass().getSimpleName()));
        } catch (InterruptedException draining) {
            return;
        }
        changed.run();
    }

    /** Looks how it is. */
    void look() {
        try {
            if (end.isEmpty()) {
                end = program.end();
                life = Duration.ofNanos(System.nanoTime() - startedAt);
            }
            isGone = end.isPresent() && program.isGone();
        } catch (IOException e) {
            log.error("{} can't be looked after any more: {}", this, e.getMessage());
            end = Optional.of(ProcessEnd.unknown());
            isGone = true;
        }
    }

    Optional<ProcessEnd> end() {
        return end;
    }

    /** How long it has lived, or did. */
    Duration life() {
        return life;
    }

    /** Why it will not do; empty as long as it may. */
    Optional<String> failure() {
        String when = isOnProbation() ? " on probation" : ready ? "" : " before it was ready";
        return end.map(how -> how + when).or(() -> notReady);
    }

    /** True if it got ready, dead or alive. */
    boolean isReady() {
        return ready;
    }

    void beginProbation(Duration time) {
        probation = Optional.of(Deadline.in(time));
    }

    boolean isOnProbation() {
        return probation.isPresent();
    }

    boolean isProved() {
        return probation.isPresent() && probation.get().isPast();
    }

    /** Nothing can undo it any more. */
    void prove() {
        if (!isJudged) {
            isJudged = true;
            launcher.proved(program);
        }
    }

    /** It will not do. */
    void condemn(String why) {
        if (!isJudged) {
            isJudged = true;
            launcher.undone(program, why);
        }
    }

    boolean isDraining() {
        return killAt.isPresent();
    }

    /** Tells it to finish. It is killed at the end of that time. */
    void drain(int signal, Duration within) {
        waiting.interrupt();
        if (!isDraining()) {
            killAt = Optional.of(Deadline.in(within));
            tell(signal);
        }
    }

    void tell(int signal) {
        try {
            program.signal(signal);
        } catch (IOException e) {
            log.error("{} is not told by signal {}: {}", this, signal, e.getMessage());
        }
    }

    /** Kills it if its time is over, or {@code now}. */
    void killIfOverdue(boolean now) {
        boolean isDue = now || (isDraining() && killAt.get().isPast());
        if (!isDue || forgetAt.isPresent() || isGone) {
            return;
        }
        log.warn("{} {} and is killed", this, now ? "is not waited for any longer" : "has not ended in time");
        forgetAt = Optional.of(Deadline.in(DEATH));
        try {
            program.kill();
        } catch (IOException e) {
            log.error("{} is not killed by signal {}: {}", this, SIGKILL, e.getMessage());
        }
    }

    /** Nothing of it is left, or nothing more can be done about it. */
    boolean isForgotten() {
        if (!isGone && forgetAt.isPresent() && forgetAt.get().isPast()) {
            log.error("{} does not even end by SIGKILL; it is left alone", this);
            return true;
        }
        return isGone;
    }

    /** When it is to be looked at again. */
    Deadline next() {
        return probation
                .filter(time -> !time.isPast())
                .orElse(Deadline.never())
                .or(forgetAt.or(() -> killAt).orElse(Deadline.never()));
    }

    void forget() {
        waiting.interrupt();
        program.close();
    }

    @Override
    public String toString() {
        return "program " + number + " (pid " + program.pid() + ")";
    }
}
