package dev.handoff.resident;

import dev.handoff.Ending;
import dev.handoff.Handoff;
import dev.handoff.client.HandoffAbortedException;
import dev.handoff.client.cli.ExitStatus;
import dev.handoff.fd.Deadline;
import dev.handoff.fd.ProcessEnd;
import dev.handoff.phase.ProcessPhase;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The programs behind one handoff, from the first start to the last end: one serves, one may be on trial beside it, and any
 * number drain.
 *
 * <p>One thread does it all, {@link #run}: it is woken by whatever may have changed, looks at everything, and does what is due.
 * So it does not matter in which order things are noticed. All other methods may be called on any thread, and return at once.
 */
public final class Resident {
    /** For programs that were killed to be gone, when the drain is over. */
    private static final Duration DEATH = Duration.ofSeconds(6);

    private static final int KILLED = 128;
    private static final int SIGQUIT = 3;

    private final Logger log = LoggerFactory.getLogger(Resident.class);
    private final Handoff handoff;
    private final Launcher launcher;
    private final Conduct conduct;
    private final Bell bell = new Bell();
    private final CountDownLatch empty = new CountDownLatch(1);
    private final Backoff backoff = new Backoff();

    // What others ask for.
    private volatile boolean isUpgradeWanted;
    private volatile boolean isCalledBack;
    private volatile boolean isOver;
    private volatile boolean isQuitting;
    private volatile int living;

    // The loop's thread only, as is all below; the list is read by others too, a copy each time.
    private volatile List<Running> all = List.of();
    private int started;
    private @Nullable Running current;
    private @Nullable Running candidate;
    private Optional<Deadline> restartAt = Optional.empty();
    private boolean isEnding;
    private OptionalInt status = OptionalInt.empty();
    private Optional<ProcessEnd> lastEnd = Optional.empty();

    /** Programs of {@code launcher} behind {@code handoff}, which is open and not ready yet, and handles no signals. */
    public Resident(Handoff handoff, Launcher launcher, Conduct conduct) {
        this.handoff = handoff;
        this.launcher = launcher;
        this.conduct = conduct;
        handoff.onPhase(phase -> bell.ring());
        handoff.drainWhile(() -> living > 0);
        handoff.onDrain(this::endAll);
    }

    /** Start a program beside the one that serves, and put it in its place. Asked again meanwhile, once more after that. */
    public void upgrade() {
        isUpgradeWanted = true;
        bell.ring();
    }

    /** Undo the program on trial, if there is one. */
    public void callBack() {
        isCalledBack = true;
        bell.ring();
    }

    /** Finish: stop accepting, drain, end. Asked again, at once. */
    public void stop() {
        handoff.stop();
    }

    /** Kill the programs and end. */
    public void quit() {
        isQuitting = true;
        isOver = true;
        bell.ring();
        handoff.stop();
        handoff.stop();
    }

    /** Pass a signal on to every program. */
    public void forward(int signal) {
        all.forEach(each -> each.tell(signal));
    }

    /**
     * Starts the first program, and returns when nothing of the last is left and the handoff has ended.
     *
     * @return the exit status of this process
     * @throws IOException if the first program can't even be started; the listeners were given back
     */
    public int run() throws IOException, InterruptedException {
        try {
            startOne();
            look();
            while (handoff.phase() != ProcessPhase.RETIRED || !all.isEmpty()) {
                bell.await(next());
                look();
            }
        } finally {
            empty.countDown();
            all.forEach(Running::forget);
        }
        return status(handoff.awaitRetired());
    }

    private Deadline next() {
        Deadline next = restartAt.orElse(Deadline.never());
        for (Running each : all) {
            next = next.or(each.next());
        }
        return next;
    }

    private void look() throws InterruptedException {
        all.forEach(Running::look);
        if (isOver || handoff.phase() == ProcessPhase.RETIRED) {
            drainAll();
        } else if (!isEnding) {
            judgeCandidate();
            judgeCurrent();
            proveCurrent();
            startWhatIsDue();
        }
        all.forEach(each -> each.killIfOverdue(isOver));
        forgetGone();
    }

    // --- the program on trial

    private void judgeCandidate() throws InterruptedException {
        boolean isUnwanted = isCalledBack;
        isCalledBack = false;
        Running trial = candidate;
        if (trial == null) {
            return;
        }
        Optional<String> failure = isUnwanted ? Optional.of("is called back") : trial.failure();
        if (failure.isPresent()) {
            undo(trial, failure.get());
        } else if (trial.isProved()) {
            promote(trial);
        } else if (trial.isReady() && !trial.isOnProbation()) {
            arrive(trial);
        }
    }

    /** It is ready. */
    private void arrive(Running trial) throws InterruptedException {
        if (handoff.phase() == ProcessPhase.STAGED) {
            takeOver(trial);
        } else if (current == null) {
            promote(trial);
        } else {
            log.info(
                    "{} is ready and accepts, on probation for {} ms",
                    trial,
                    conduct.probation().toMillis());
            trial.beginProbation(conduct.probation());
        }
    }

    private void takeOver(Running trial) throws InterruptedException {
        try {
            handoff.ready();
            if (handoff.phase() != ProcessPhase.RETIRED) {
                promote(trial);
            }
        } catch (HandoffAbortedException e) {
            end(ExitStatus.TEMPORARY.code(), trial + " is not taken on: " + e.getMessage());
        } catch (IOException e) {
            end(ExitStatus.INTERNAL.code(), trial + " is not taken on: " + e.getMessage());
        }
    }

    private void promote(Running trial) {
        Running old = current;
        current = trial;
        candidate = null;
        restartAt = Optional.empty();
        log.info("{} serves{}", trial, old == null ? "" : "; " + old + " drains");
        if (old != null) {
            drain(old);
        }
    }

    private void undo(Running trial, String why) {
        candidate = null;
        trial.condemn(why);
        drain(trial);
        Running serving = current;
        if (handoff.phase() == ProcessPhase.STAGED) {
            boolean isLate = trial.end().isEmpty();
            end(
                    isLate ? ExitStatus.TEMPORARY.code() : failureOf(trial),
                    trial + " " + why + (handoff.isFirst() ? "" : "; the predecessor serves on"));
        } else if (serving != null) {
            log.warn("{} {}: undone, {} serves on", trial, why, serving);
        } else {
            fallBack(trial, why);
        }
    }

    // --- the program that serves

    private void judgeCurrent() throws InterruptedException {
        Running serving = current;
        if (serving == null || serving.end().isEmpty()) {
            return;
        }
        String how = serving.end().get().toString();
        switch (handoff.phase()) {
            case ON_PROBATION -> {
                if (handoff.fail(serving + " " + how)) {
                    serving.condemn(how + " on probation");
                    end(failureOf(serving), serving + " " + how + " on probation; the predecessor serves again");
                }
            }
            case OWNER -> {
                current = null;
                drain(serving);
                succeed(serving, how);
            }
            // Who comes next accepts. If that one fails, it is ours to serve again, and this is looked at then.
            case STAGED, YIELDED, RETIRED -> {}
        }
    }

    private void proveCurrent() {
        Running serving = current;
        if (serving != null && handoff.phase() == ProcessPhase.OWNER) {
            serving.prove();
        }
    }

    private void succeed(Running ended, String how) {
        Running heir = candidate;
        if (heir == null) {
            fallBack(ended, how);
        } else if (heir.isOnProbation()) {
            log.warn("{} {}", ended, how);
            promote(heir);
        } else {
            log.warn("{} {}; connections wait for {}", ended, how, heir);
        }
    }

    /** Nothing serves. */
    private void fallBack(Running ended, String how) {
        if (conduct.restart().applies(ended.end().orElse(ProcessEnd.unknown()))) {
            Duration pause = backoff.after(ended.life());
            restartAt = Optional.of(Deadline.in(pause));
            log.warn("{} {}; started again in {} ms, connections wait meanwhile", ended, how, pause.toMillis());
        } else {
            int itself = ended.end().map(ProcessEnd::status).orElse(ExitStatus.TEMPORARY.code());
            end(Math.max(0, itself), ended + " " + how);
        }
    }

    // --- starting and ending

    private void startWhatIsDue() {
        if (handoff.phase() != ProcessPhase.OWNER || candidate != null) {
            return;
        }
        boolean isRestartDue = restartAt.isPresent() && restartAt.get().isPast();
        if (!isRestartDue && !isUpgradeWanted) {
            return;
        }
        isUpgradeWanted = false;
        try {
            startOne();
        } catch (IOException e) {
            Running serving = current;
            if (serving != null) {
                log.warn("no program was started: {}; {} serves on", e.getMessage(), serving);
            } else {
                restartAt = Optional.of(Deadline.in(backoff.after(Duration.ZERO)));
                log.warn("no program was started: {}; tried again, connections wait meanwhile", e.getMessage());
            }
        }
    }

    private void startOne() throws IOException {
        restartAt = Optional.empty();
        Running one = Running.start(started + 1, launcher, bell::ring);
        started++;
        candidate = one;
        List<Running> more = new ArrayList<>(all);
        more.add(one);
        know(more);
    }

    private void know(List<Running> programs) {
        all = List.copyOf(programs);
        living = programs.size();
    }

    private void end(int with, String why) {
        log.warn("{}", why);
        isEnding = true;
        status = OptionalInt.of(with);
        stop();
    }

    private int failureOf(Running ended) {
        int code = ended.end().map(ProcessEnd::status).orElse(0);
        return code > 0 ? code : ExitStatus.INTERNAL.code();
    }

    private void drain(Running ended) {
        ended.drain(conduct.drainSignal(), conduct.drainWithin());
    }

    private void drainAll() {
        all.forEach(this::drain);
        candidate = null;
    }

    private void forgetGone() {
        List<Running> left = new ArrayList<>(all);
        for (Iterator<Running> each = left.iterator(); each.hasNext(); ) {
            Running program = each.next();
            if (program.isDraining() && program.isForgotten()) {
                log.info("{} {}; nothing of it is left", program, program.end().orElse(ProcessEnd.unknown()));
                lastEnd = program.end();
                program.forget();
                each.remove();
            }
        }
        know(left);
    }

    // The drain is over, one way or another.
    private void endAll() throws InterruptedException {
        isOver = true;
        bell.ring();
        if (!empty.await(DEATH.toSeconds(), TimeUnit.SECONDS)) {
            log.error("programs of this process live on: {}", all);
        }
    }

    private int status(Ending ending) {
        if (isQuitting) {
            return KILLED + SIGQUIT;
        }
        return switch (ending) {
            case HANDED_OVER -> ExitStatus.OK.code();
            case ABORTED, RECLAIMED -> status.orElse(ExitStatus.TEMPORARY.code());
            case TERMINATED -> status.orElseGet(() -> lastEnd.map(this::asAsked).orElse(0));
        };
    }

    /** A program that ends by the signal that told it to has done as it was told; so has a JVM, which says so by its status. */
    private int asAsked(ProcessEnd end) {
        return end.status() == KILLED + conduct.drainSignal() ? 0 : Math.max(0, end.status());
    }
}
