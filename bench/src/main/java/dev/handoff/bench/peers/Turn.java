package dev.handoff.bench.peers;

import dev.handoff.demo.load.Failure;
import dev.handoff.demo.load.Load;
import dev.handoff.demo.load.Mark;
import dev.handoff.demo.load.Report;
import dev.handoff.demo.load.Served;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * One release of one contestant under a load of its own: a while of steady service, the release, and a while after it. The
 * handoff is the moment at which the first request that the new release answered was due.
 */
final class Turn {
    /** Before and after the handoff: what counts as near it. */
    static final Duration NEAR = Duration.ofMillis(500);

    private static final Duration SETTLE = Duration.ofMillis(400);
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration RELEASE = Duration.ofSeconds(30);
    private static final Duration LATER = Duration.ofMillis(250);
    private static final long LOOK_MILLIS = 5;

    /**
     * How hard it is asked.
     *
     * @param fresh requests a second, each on a connection of its own
     * @param kept requests a second on connections that are kept
     * @param connections how many of these
     */
    record Rate(int fresh, int kept, int connections) {}

    private final Contestant contestant;
    private final Rate rate;

    Turn(Contestant contestant, Rate rate) {
        this.contestant = contestant;
        this.rate = rate;
    }

    /** Plays it. */
    Passage play(String next) throws IOException, InterruptedException {
        try (Load load = Load.on(contestant.address())
                .fresh(rate.fresh())
                .kept(rate.connections(), rate.kept())
                .slow(1, Duration.ZERO)
                .patience(PATIENCE)
                .start()) {
            TimeUnit.MILLISECONDS.sleep(SETTLE.toMillis());
            Instant steady = Instant.now();
            // What is near the handoff must not be in it, however fast the release is.
            TimeUnit.MILLISECONDS.sleep(NEAR.multipliedBy(3).toMillis());
            Instant begun = Instant.now();
            contestant.release(next);
            long answeredAt = awaitAnswer(load, next);
            contestant.answered();
            Instant told = Instant.now();
            sleepUntil(micros(Instant.now()) + NEAR.plus(LATER).toNanos() / 1000);
            Report report = load.stop();
            boolean isGone = contestant.awaitOldGone();
            return passage(load, report, new Times(micros(steady), micros(begun), answeredAt, micros(told), isGone));
        }
    }

    /** In microseconds since the epoch. */
    private record Times(long steady, long begun, long handoff, long told, boolean isGone) {}

    // When the first request that the new release answered was due.
    private long awaitAnswer(Load load, String release) throws IOException, InterruptedException {
        long end = System.nanoTime() + RELEASE.toNanos();
        while (System.nanoTime() - end < 0) {
            if (load.latest().map(Served::release).filter(release::equals).isPresent()) {
                List<Long> due = new ArrayList<>();
                load.visit(Mark.START, (by, dueMicros, latencyMicros) -> {
                    if (by.release().equals(release)) {
                        due.add(dueMicros);
                    }
                });
                return due.stream().mapToLong(Long::longValue).min().orElseThrow();
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
        }
        throw new IOException(contestant.name() + ": release " + release + " did not answer within " + RELEASE
                + "; it said: " + contestant.said());
    }

    private Passage passage(Load load, Report report, Times times) throws IOException {
        long near = NEAR.toNanos() / 1000;
        List<Passage.Sample> steady = new ArrayList<>();
        List<Passage.Sample> around = new ArrayList<>();
        load.visit(Mark.START, (by, due, latency) -> {
            if (due >= times.steady() && due < times.steady() + 2 * near) {
                steady.add(new Passage.Sample(due - times.steady(), latency));
            } else if (due >= times.handoff() - near && due < times.handoff() + near) {
                around.add(new Passage.Sample(due - times.handoff(), latency));
            }
        });
        List<Failure> failures = report.failures();
        return new Passage(report.requests(), failures, steady, around, phases(times), times.isGone());
    }

    private Map<String, Double> phases(Times times) throws IOException {
        Map<String, Double> phases = new LinkedHashMap<>();
        contestant.phases().forEach((name, at) -> phases.put(name, millis(at - times.begun())));
        phases.put("first answer", millis(times.handoff() - times.begun()));
        phases.put("old told to go", millis(times.told() - times.begun()));
        return phases;
    }

    private static double millis(long micros) {
        return micros / 1000.0;
    }

    private static void sleepUntil(long micros) throws InterruptedException {
        TimeUnit.MICROSECONDS.sleep(Math.max(0, micros - micros(Instant.now())));
    }

    private static long micros(Instant instant) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
    }
}
