package dev.handoff.agent.core;

import dev.handoff.fd.Deadline;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Asks again what the predecessor was asked, in rounds, until the answers come no faster any more, or the time is over. What does
 * not answer at all, or does not end, is left out from then on; but not at once while nothing has been answered yet.
 */
final class Replay {
    private static final int ROUND = 200;
    private static final Duration ROUND_TIME = Duration.ofSeconds(2);
    /** A starved process that has answered nothing at all yet may only be slow: nothing is left out until then. */
    private static final Duration COLD = Duration.ofSeconds(10);

    private final List<Question> questions;
    private final Consumer<String> progress;
    private final List<Asker> askers = new ArrayList<>();
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicInteger failed = new AtomicInteger();
    private final Deadline cold = Deadline.in(COLD);
    private final Compilation compilation = new Compilation();
    private final Warmth warmth = new Warmth();
    private final int targets;
    private volatile boolean isAnswering;
    private int asked;

    /** Something to ask, of one of our side doors. */
    record Question(Probe probe, RequestLine line) {}

    Replay(List<Question> questions, int concurrency, Consumer<String> progress) {
        this.questions = new CopyOnWriteArrayList<>(questions);
        this.targets = questions.size();
        this.progress = progress;
        for (int i = 0; i < concurrency; i++) {
            askers.add(new Asker());
        }
    }

    /** How it went, in a line. */
    String run(Deadline deadline) throws InterruptedException, IOException {
        long begun = System.nanoTime();
        String first = "";
        String last = "";
        try {
            while (!warmth.isSettled() && !questions.isEmpty() && !deadline.isPast()) {
                last = round(deadline);
                first = first.isEmpty() ? last : first;
                progress.accept("warm-up: " + asked + " requests, " + last);
            }
        } finally {
            for (Asker asker : askers) {
                asker.close();
            }
        }
        return asked + " recorded requests to " + targets + " targets in "
                + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun) + " ms, " + first + ", then " + last + ", "
                + failed + " failed, " + (targets - questions.size()) + " left out, "
                + (warmth.isSettled() ? "settled" : "not settled");
    }

    private String round(Deadline deadline) throws InterruptedException {
        long compiled = compilation.millis();
        Round round = new Round(ROUND, Deadline.in(ROUND_TIME).or(deadline));
        List<Thread> threads = new ArrayList<>();
        for (Asker asker : askers) {
            Thread thread = new Thread(() -> askUntilOver(round, asker), "handoff-warmup-" + threads.size());
            thread.setDaemon(true);
            thread.start();
            threads.add(thread);
        }
        for (Thread thread : threads) {
            thread.join();
        }
        asked += round.count();
        long slowest = round.micros(0.99);
        long compiling = compilation.millis() - compiled;
        warmth.note(round.count(), slowest, (double) compiling / Math.max(1, round.millis()));
        if (round.count() == 0) {
            return "no answer in " + round.millis() + " ms";
        }
        return round.micros(0.5) + " us at the median and " + slowest + " at the 99th percentile with " + compiling
                + " of " + round.millis() + " ms compiling";
    }

    private void askUntilOver(Round round, Asker asker) {
        while (!round.isOver()) {
            Object[] now = questions.toArray();
            if (now.length == 0) {
                return;
            }
            ask((Question) now[Math.floorMod(next.getAndIncrement(), now.length)], asker, round);
        }
    }

    private void ask(Question question, Asker asker, Round round) {
        long begun = System.nanoTime();
        try {
            if (asker.ask(question.probe(), question.line()) >= 500) {
                failed.incrementAndGet();
            }
            round.add(System.nanoTime() - begun);
            isAnswering = true;
        } catch (IOException e) {
            failed.incrementAndGet();
            boolean isSilent = e instanceof SocketTimeoutException;
            if (!isSilent || isAnswering || cold.isPast()) {
                questions.remove(question);
            }
        }
    }
}
