package dev.handoff.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.demo.load.Failure;
import dev.handoff.demo.load.Load;
import dev.handoff.demo.load.Report;
import dev.handoff.demo.takeover.Crashed;
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
import java.util.Map;

/** Releases r1, r2, ... of the demo, one after the other at one control path. Closed, all of them are gone. */
public final class Rollout implements AutoCloseable {
    public static final Duration LIMIT = Duration.ofSeconds(40);
    // Short where nothing is to be seen; patient where a slow machine could be taken for a hung process.
    private static final Map<String, String> USUAL =
            Map.of("--warm-up", "200", "--drain-deadline", "30s", "--probation", "300ms", "--silence", "10s");

    private final Stage stage;
    private int count;
    private int port;

    private Rollout(Stage stage) {
        this.stage = stage;
    }

    static Rollout begin() throws IOException {
        return new Rollout(Stage.set(Path.of("target", "demo-http.jar").toAbsolutePath()));
    }

    /** Of another server, in place of the demo: a class of the test class path that takes the demo's options. */
    public static Rollout of(Class<?> main, String... jvm) throws IOException {
        List<String> program = new ArrayList<>(List.of(jvm));
        program.add("--enable-native-access=ALL-UNNAMED");
        program.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        return new Rollout(Stage.set(program));
    }

    /** Starts the first release, and waits until it serves. */
    public DemoProcess first(String... options) throws IOException, InterruptedException {
        DemoProcess first = start(options);
        port = first.awaitReady(LIMIT).port();
        stage.listensOn(port);
        return first;
    }

    /** Starts the next release with options that may replace the usual ones; does not wait. */
    public DemoProcess start(String... options) throws IOException {
        List<String> all = new ArrayList<>(List.of(options));
        USUAL.forEach((option, value) -> {
            if (!all.contains(option)) {
                all.addAll(List.of(option, value));
            }
        });
        count++;
        return stage.start("r" + count, all.toArray(String[]::new));
    }

    /** Starts the next release, and waits until it accepts. */
    public DemoProcess replace(String... options) throws IOException, InterruptedException {
        DemoProcess next = start(options);
        next.awaitReady(LIMIT);
        return next;
    }

    public InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    public URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    /** A constant load, half of it on fresh connections and half on 32 kept ones. */
    public Load load(int perSecond) throws IOException {
        return Load.on(address()).fresh(perSecond / 2).kept(32, perSecond / 2).start();
    }

    /** Fails with the first few of the failures, of which there can be thousands. */
    public static void assertNothingFailed(Report report) {
        assertThat(report.failures().size()).as(report.toString()).isZero();
    }

    /** The same, but for what a process had accepted before it died. */
    public static void assertNothingFailed(Report report, Crashed butWith) {
        List<Failure> lost = report.failures().stream()
                .filter(failure -> !butWith.hadAccepted(failure))
                .limit(10)
                .toList();
        assertThat(lost).as(report.toString()).isEmpty();
    }

    @Override
    public void close() {
        stage.close();
    }
}
