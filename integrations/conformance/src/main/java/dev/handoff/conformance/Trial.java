package dev.handoff.conformance;

import dev.handoff.demo.takeover.Crashed;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** The script, which is the same for every server. */
final class Trial {
    private static final Duration SHORT = Duration.ofSeconds(1);
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Duration WINDOW = Duration.ofSeconds(10);
    private static final Duration FIRST_LOOK = Duration.ofSeconds(2);
    private static final Duration LIFE_OF_A_BROKEN_RELEASE = Duration.ofSeconds(1);

    private final Lineage lineage;
    private final Outcome outcome;
    private final Script script;
    private final Path folder;
    private final Consumer<String> says;

    Trial(Lineage lineage, Outcome outcome, Script script, Path folder, Consumer<String> says) {
        this.lineage = lineage;
        this.outcome = outcome;
        this.script = script;
        this.folder = folder;
        this.says = says;
    }

    /** Plays it to its end, or until something does not happen in time. */
    void play() throws IOException, InterruptedException {
        try {
            ServerProcess owner = lineage.first();
            try (Traffic traffic = lineage.traffic()) {
                underTraffic(traffic, owner);
            }
        } catch (FailedException e) {
            outcome.brokeOff(String.valueOf(e.getMessage()));
        }
    }

    private void underTraffic(Traffic traffic, ServerProcess first)
            throws IOException, InterruptedException, FailedException {
        try {
            look(FIRST_LOOK);
            ServerProcess owner = holdThrough(first);
            for (int i = 0; i < script.plain(); i++) {
                owner = lineage.replace(owner);
                handedOver(owner);
            }
            if (script.measures()) {
                Traffic.Moment from = traffic.now();
                look(WINDOW);
                outcome.steady(traffic.latency(from, traffic.now()));
                owner = measure(traffic, owner, true);
                owner = measure(traffic, owner, false);
            }
            if (script.crashes()) {
                owner = survive(owner);
            }
            if (script.presses()) {
                owner = underPressure(owner);
            }
            traffic.stop();
        } finally {
            Traffic.Moment end = traffic.now();
            outcome.counted(traffic.requests(Traffic.Moment.START, end), traffic.failures(Traffic.Moment.START, end));
        }
    }

    private void handedOver(ServerProcess owner) {
        outcome.handedOver();
        says.accept("handed over to " + owner);
    }

    /** A handoff that a WebSocket and HTTP/2 connections are held through, to the end of the old process's drain. */
    private ServerProcess holdThrough(ServerProcess owner) throws IOException, InterruptedException, FailedException {
        boolean multiplexed = outcome.subject().speaks(Extra.HTTP_2) && LoadTool.H2LOAD.isInstalled();
        boolean sockets = outcome.subject().speaks(Extra.WEB_SOCKET);
        try (RunningTool tool = multiplexed ? RunningTool.start(LoadTool.H2LOAD, lineage.address(), folder) : null;
                GoawayWatch watch = multiplexed ? GoawayWatch.open(lineage.address()) : null;
                HeldSocket socket = sockets ? HeldSocket.open(lineage.address()) : null) {
            Successor next = lineage.next(WarmUp.BRIEF, SHORT);
            Instant stopping = lineage.awaitStop(owner);
            lineage.settle(owner, next);
            handedOver(next.process());
            if (socket != null) {
                HeldSocket.Verdict seen = socket.awaitEnd(next.ready(), stopping, LONG);
                outcome.held(seen);
                says.accept("the WebSocket was held for " + seen);
            }
            if (tool != null) {
                judge(tool.tool(), tool.awaitEnd("its server's end"));
            }
            if (watch != null) {
                outcome.wentAway(watch.awaitEnd(LONG));
            }
            return next.process();
        }
    }

    private void judge(LoadTool tool, LoadTool.Verdict verdict) {
        outcome.judged(tool, verdict);
        says.accept(tool.label() + " made " + verdict.requests() + " requests, failed: " + verdict);
    }

    /** One handoff, and the latency in the ten seconds that follow its READY. */
    private ServerProcess measure(Traffic traffic, ServerProcess owner, boolean isWarm)
            throws IOException, InterruptedException, FailedException {
        Successor next = lineage.next(isWarm ? WarmUp.WHOLE : WarmUp.NONE, SHORT);
        Traffic.Moment from = traffic.now();
        lineage.settle(owner, next);
        handedOver(next.process());
        look(WINDOW.minus(Duration.between(next.ready(), Instant.now())));
        Latency latency = traffic.latency(from, traffic.now());
        says.accept((isWarm ? "warm: " : "cold: ") + latency + " ms; "
                + traffic.failures(Traffic.Moment.START, traffic.now()).size() + " failed so far");
        if (isWarm) {
            outcome.warm(latency);
        } else {
            outcome.cold(latency);
        }
        return next.process();
    }

    /** A release that dies a second after READY, and one that does not. */
    private ServerProcess survive(ServerProcess owner) throws IOException, InterruptedException, FailedException {
        int said = owner.said();
        Successor broken = lineage.next(WarmUp.BRIEF, LONG);
        // Before it says itself that it accepts, it does.
        Instant committed = lineage.awaitCommit(owner, said);
        look(LIFE_OF_A_BROKEN_RELEASE.minus(Duration.between(broken.ready(), Instant.now())));
        Instant killed = Instant.now();
        broken.process().kill();
        broken.process().awaitExit(LONG);
        Instant gone = Instant.now();
        Instant back = lineage.awaitReclaim(owner, said);
        outcome.crashed(
                new Crash(new Crashed(broken.process().pid(), committed, gone), Duration.between(killed, back)));
        says.accept(broken.process() + " was killed; " + owner + " went on");
        ServerProcess next = lineage.replace(owner);
        handedOver(next);
        return next;
    }

    /** A handoff under tools that send as fast as they can, besides the constant load. */
    private ServerProcess underPressure(ServerProcess owner) throws IOException, InterruptedException, FailedException {
        List<RunningTool> tools = new ArrayList<>();
        try {
            for (LoadTool tool : List.of(LoadTool.WRK, LoadTool.AB)) {
                if (outcome.subject().protocol() == Protocol.HTTP && tool.isInstalled()) {
                    tools.add(RunningTool.start(tool, lineage.address(), folder));
                }
            }
            ServerProcess next = lineage.replace(owner);
            handedOver(next);
            for (RunningTool tool : tools) {
                judge(tool.tool(), tool.interrupt());
            }
            return next;
        } finally {
            tools.forEach(RunningTool::close);
        }
    }

    private static void look(Duration time) throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep(Math.max(0, time.toNanos()));
    }
}
