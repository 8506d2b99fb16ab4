package dev.handoff.demo.takeover;

import dev.handoff.demo.Announcement;
import dev.handoff.demo.load.Load;
import dev.handoff.demo.load.Mark;
import dev.handoff.demo.load.Report;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The demonstration itself: v1 serves, v2 takes over, v3 does and breaks, v2 goes on, v4 takes over from it. */
final class Play {
    private static final int FRESH_RATE = 500;
    private static final int KEPT_RATE = 500;
    private static final int CONNECTIONS = 32;
    private static final Duration START = Duration.ofSeconds(30);
    private static final Duration DRAIN = Duration.ofSeconds(20);
    private static final Duration LOOK_ON = Duration.ofSeconds(2);
    // Patient with a small machine that starts JVMs while it serves.
    private static final String[] OPTIONS = {"--probation", "3s", "--drain-deadline", "10s", "--silence", "5s"};
    private static final String[] BREAKS = {"--probation", "3s", "--silence", "5s", "--crash-after", "1s"};

    private final Stage stage;
    private final LiveLine line;
    private final List<Handover> handovers = new ArrayList<>();

    Play(Stage stage, LiveLine line) {
        this.stage = stage;
        this.line = line;
    }

    Outcome perform() throws IOException, InterruptedException {
        DemoProcess v1 = stage.start("v1", OPTIONS);
        int port = v1.awaitReady(START).port();
        stage.listensOn(port);
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        try (Load load =
                Load.on(address).fresh(FRESH_RATE).kept(CONNECTIONS, KEPT_RATE).start()) {
            line.watch(load);
            look("v1 serves");
            DemoProcess v2 = replace(load, v1, "v2");
            Crashed v3 = replaceByBroken(load, v2);
            DemoProcess v4 = replace(load, v2, "v4");
            line.says("the load ends");
            Report all = load.stop();
            line.says("v4 is asked to end (SIGTERM)");
            v4.terminate();
            return new Outcome(all, handovers, v3, v4.awaitExit(DRAIN));
        }
    }

    private DemoProcess replace(Load load, DemoProcess from, String release) throws IOException, InterruptedException {
        Mark before = load.mark();
        line.says(release + " is started, and warms up behind a closed gate");
        DemoProcess to = stage.start(release, OPTIONS);
        Announcement warm = to.awaitWarm(START);
        to.awaitReady(START);
        line.says(release + " accepts, on probation; " + from.release() + " finishes");
        int status = from.awaitExit(DRAIN);
        if (status != 0) {
            throw new IllegalStateException(from + " drained and exited with " + status + ", not with 0");
        }
        look(release + " serves");
        handovers.add(new Handover(
                from.release() + " -> " + release,
                load.since(before),
                Duration.between(to.started(), warm.at()),
                untilAnswer(load, to, warm.at()),
                Optional.of(Duration.between(warm.at(), from.goneAt())),
                Optional.empty()));
        return to;
    }

    private Crashed replaceByBroken(Load load, DemoProcess from) throws IOException, InterruptedException {
        Mark before = load.mark();
        line.says("v3, which is broken, is started, and warms up");
        DemoProcess broken = stage.start("v3", BREAKS);
        Announcement warm = broken.awaitWarm(START);
        broken.awaitReady(START);
        line.says("v3 accepts, on probation, and crashes within a second");
        broken.awaitExit(START);
        Instant gone = broken.goneAt();
        look("v3 is gone; " + from.release() + " has taken the listener back");
        handovers.add(new Handover(
                from.release() + " -> v3 (crashed)",
                load.since(before),
                Duration.between(broken.started(), warm.at()),
                untilAnswer(load, broken, warm.at()),
                Optional.empty(),
                Optional.of(untilAnswer(load, from, gone))));
        return new Crashed(broken.pid(), warm.at(), gone);
    }

    private void look(String phase) throws InterruptedException {
        line.says(phase);
        Thread.sleep(LOOK_ON.toMillis());
    }

    private static Duration untilAnswer(Load load, DemoProcess by, Instant from) {
        return load.firstAnswer(by.pid(), from)
                .map(at -> Duration.between(from, at))
                .orElseThrow(() -> new IllegalStateException(by + " answered nothing"));
    }
}
