package dev.handoff.agent.core;

import dev.handoff.fd.Deadline;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Asks again what the predecessor was asked, in rounds, until the answers come no faster any more, or the time is over. What does
 * not answer at all, or does not end, is left out from then on.
 */
final class Replay {
    private static final int ROUND = 200;
    private static final Duration ROUND_TIME = Duration.ofSeconds(2);
    private static final Duration ANSWER = Duration.ofSeconds(2);
    /** So many rounds in a row that are not faster than the best before them by a tenth. */
    private static final int SETTLED = 3;

    private static final double FASTER = 0.9;

    private final List<Question> questions;
    private final int concurrency;
    private final Consumer<String> progress;
    private final AtomicInteger failed = new AtomicInteger();
    private int asked;
    private int leftOut;
    private long firstMicros;
    private long lastMicros;

    /** Something to ask, of one of our side doors. */
    record Question(Probe probe, RequestLine line) {}

    Replay(List<Question> questions, int concurrency, Consumer<String> progress) {
        this.questions = new CopyOnWriteArrayList<>(questions);
        this.leftOut = questions.size();
        this.concurrency = concurrency;
        this.progress = progress;
    }

    /** How it went, in a line. */
    String run(Deadline deadline) throws InterruptedException {
        long begun = System.nanoTime();
        long best = Long.MAX_VALUE;
        int slower = 0;
        while (slower < SETTLED && !questions.isEmpty() && !deadline.isPast()) {
            long median = round(Deadline.in(ROUND_TIME).or(deadline));
            slower = median < best * FASTER ? 0 : slower + 1;
            best = Math.min(best, median);
            progress.accept("warm-up: " + asked + " requests, " + median + " us at the median");
        }
        return asked + " recorded requests to " + leftOut + " targets in "
                + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun) + " ms, " + firstMicros
                + " us at the median, then "
                + lastMicros + ", " + failed + " failed, " + (leftOut - questions.size()) + " left out, "
                + (slower >= SETTLED ? "settled" : "not settled");
    }

    /** The median of its answers' times, in microseconds. */
    private long round(Deadline deadline) throws InterruptedException {
        long[] micros = new long[ROUND];
        AtomicInteger next = new AtomicInteger();
        AtomicInteger answered = new AtomicInteger();
        Thread[] askers = new Thread[concurrency];
        for (int i = 0; i < concurrency; i++) {
            askers[i] = new Thread(
                    () -> {
                        int turn;
                        while ((turn = next.getAndIncrement()) < ROUND && !deadline.isPast()) {
                            long time = ask(turn);
                            if (time >= 0) {
                                micros[answered.getAndIncrement()] = time;
                            }
                        }
                    },
                    "handoff-warmup-" + i);
            askers[i].setDaemon(true);
            askers[i].start();
        }
        for (Thread asker : askers) {
            asker.join();
        }
        int count = answered.get();
        asked += count;
        Arrays.sort(micros, 0, count);
        long median = count == 0 ? Long.MAX_VALUE : micros[count / 2];
        firstMicros = firstMicros == 0 ? median : firstMicros;
        lastMicros = median;
        return median;
    }

    /** How long the answer took, in microseconds; -1 if there was none. */
    private long ask(int turn) {
        Object[] now = questions.toArray();
        if (now.length == 0) {
            return -1;
        }
        Question question = (Question) now[turn % now.length];
        long begun = System.nanoTime();
        try {
            int status = question.probe().ask(question.line(), Deadline.in(ANSWER));
            if (status >= 500) {
                failed.incrementAndGet();
            }
            return TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - begun);
        } catch (IOException e) {
            questions.remove(question);
            failed.incrementAndGet();
            return -1;
        }
    }
}
