package dev.handoff.conformance;

import dev.handoff.demo.takeover.Crashed;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** The script, which is the same for every server. */
final class Trial {
    private static final Duration SHORT = Duration.ofSeconds(1);
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Duration WINDOW = Duration.ofSeconds(10);
    private static final Duration FIRST_LOOK = Duration.ofSeconds(4);
    private static final Duration LAST_LOOK = Duration.ofSeconds(2);
    private static final Duration LIFE_OF_A_BROKEN_RELEASE = Duration.ofSeconds(1);

    private final Lineage lineage;
    private final Outcome outcome;
    private final int handoffs;
    private final Path folder;
    private final Consumer<String> says;

    /** @param handoffs 2 or more: of the last two, one is into a warm release and one into a cold one */
    Trial(Lineage lineage, Outcome outcome, int handoffs, Path folder, Consumer<String> says) {
        this.lineage = lineage;
        this.outcome = outcome;
        this.handoffs = handoffs;
        this.folder = folder;
        this.says = says;
    }

    /** Plays it to its end, or until something does not happen in time. */
    void play() throws IOException, InterruptedException {
        try {
            ServerProcess owner = lineage.first();
            owner = underTraffic(owner);
            if (outcome.subject().speaks() == Protocol.HTTP) {
                for (LoadTool tool : LoadTool.values()) {
                    owner = under(tool, owner);
                }
            }
        } catch (FailedException e) {
            outcome.brokeOff(String.valueOf(e.getMessage()));
        }
    }

    private ServerProcess underTraffic(ServerProcess first) throws IOException, InterruptedException, FailedException {
        try (Traffic traffic = lineage.traffic()) {
            ServerProcess owner = handOver(traffic, first);
            owner = survive(traffic, owner);
            return owner;
        }
    }

    private ServerProcess handOver(Traffic traffic, ServerProcess first)
            throws IOException, InterruptedException, FailedException {
        ServerProcess owner = first;
        try {
            look(FIRST_LOOK);
            for (int i = 0; i < handoffs - 2; i++) {
                owner = lineage.replace(owner);
                outcome.handedOver();
                says.accept("handed over to " + owner);
            }
            Traffic.Moment from = traffic.now();
            look(WINDOW);
            outcome.steady(traffic.latency(from, traffic.now()));
            owner = measure(traffic, owner, true);
            owner = measure(traffic, owner, false);
            return owner;
        } finally {
            Traffic.Moment end = traffic.now();
            outcome.counted(traffic.requests(Traffic.Moment.START, end), traffic.failures(Traffic.Moment.START, end));
        }
    }

    /** One handoff, and the latency in the ten seconds that follow its READY. */
    private ServerProcess measure(Traffic traffic, ServerProcess owner, boolean isWarm)
            throws IOException, InterruptedException, FailedException {
        Successor next = lineage.next(isWarm, SHORT);
        Traffic.Moment from = traffic.now();
        lineage.settle(owner, next);
        outcome.handedOver();
        look(WINDOW.minus(Duration.between(next.ready(), Instant.now())));
        Latency latency = traffic.latency(from, traffic.now());
        says.accept("handed over to " + next.process() + (isWarm ? ", warm: " : ", cold: ") + latency + " ms; "
                + traffic.failures(Traffic.Moment.START, traffic.now()).size() + " failed so far");
        if (isWarm) {
            outcome.warm(latency);
        } else {
            outcome.cold(latency);
        }
        return next.process();
    }

    /** A release that dies a second after READY, and one that does not. */
    private ServerProcess survive(Traffic traffic, ServerProcess owner)
            throws IOException, InterruptedException, FailedException {
        Traffic.Moment from = traffic.now();
        int said = owner.said();
        Successor broken = lineage.next(true, LONG);
        look(LIFE_OF_A_BROKEN_RELEASE.minus(Duration.between(broken.ready(), Instant.now())));
        Instant killed = Instant.now();
        broken.process().kill();
        broken.process().awaitExit(LONG);
        Instant gone = Instant.now();
        Instant back = lineage.awaitReclaim(owner, said);
        look(LAST_LOOK);
        says.accept(broken.process() + " was killed; " + owner + " went on");
        ServerProcess next = lineage.replace(owner);
        outcome.handedOver();
        traffic.stop();
        Crash crash = Crash.of(
                traffic.failures(from, traffic.now()),
                new Crashed(broken.process().pid(), broken.ready(), gone),
                Duration.between(killed, back));
        outcome.crashed(crash);
        says.accept(
                crash.lost().size() + " lost besides " + crash.takenAlong() + " that the dead process had accepted");
        return next;
    }

    private ServerProcess under(LoadTool tool, ServerProcess owner)
            throws IOException, InterruptedException, FailedException {
        ServerProcess[] last = {owner};
        Optional<LoadTool.Verdict> verdict = tool.during(lineage.address(), folder, () -> {
            look(LAST_LOOK);
            last[0] = lineage.replace(owner);
            outcome.handedOver();
        });
        verdict.ifPresent(outcome::judged);
        verdict.ifPresent(seen -> says.accept(seen.tool() + " made " + seen.requests() + " requests, failed: " + seen));
        return last[0];
    }

    private static void look(Duration time) throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep(Math.max(0, time.toNanos()));
    }
}
