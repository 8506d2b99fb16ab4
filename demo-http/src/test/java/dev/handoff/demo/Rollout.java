package dev.handoff.demo;

import dev.handoff.demo.load.Load;
import dev.handoff.demo.takeover.DemoProcess;
import dev.handoff.demo.takeover.Stage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Releases r1, r2, ... of the demo, one after the other at one control path. Closed, all of them are gone. */
final class Rollout implements AutoCloseable {
    static final Duration LIMIT = Duration.ofSeconds(40);
    // Short where nothing is to be seen; patient where a slow machine could be taken for a hung process.
    private static final List<String> COMMON = List.of("--warm-up", "200", "--drain-deadline", "30s");

    private final Stage stage;
    private int count;
    private int port;

    private Rollout(Stage stage) {
        this.stage = stage;
    }

    static Rollout begin() throws IOException {
        return new Rollout(Stage.set(Path.of("target", "demo-http.jar").toAbsolutePath()));
    }

    /** Starts the first release, and waits until it serves. */
    DemoProcess first(String... options) throws IOException, InterruptedException {
        DemoProcess first = start(options);
        port = first.awaitReady(LIMIT).port();
        stage.listensOn(port);
        return first;
    }

    /** Starts the next release; does not wait. Probation and silence have defaults that the options may replace. */
    DemoProcess start(String... options) throws IOException {
        List<String> all = new ArrayList<>(COMMON);
        all.addAll(List.of(options));
        if (!all.contains("--probation")) {
            all.addAll(List.of("--probation", "300ms"));
        }
        if (!all.contains("--silence")) {
            all.addAll(List.of("--silence", "10s"));
        }
        count++;
        return stage.start("r" + count, all.toArray(String[]::new));
    }

    /** Starts the next release, and waits until it accepts. */
    DemoProcess replace(String... options) throws IOException, InterruptedException {
        DemoProcess next = start(options);
        next.awaitReady(LIMIT);
        return next;
    }

    InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    /** A constant load, half of it on fresh connections and half on 32 kept ones. */
    Load load(int perSecond) throws IOException {
        return Load.on(address()).fresh(perSecond / 2).kept(32, perSecond / 2).start();
    }

    @Override
    public void close() {
        stage.close();
    }
}
