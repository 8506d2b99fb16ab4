package dev.handoff.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.demo.load.Load;
import dev.handoff.demo.load.Report;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** One unmodified server, replaced again and again at one control path. Closed, all of its processes are gone. */
final class Generations implements AutoCloseable {
    static final long LIMIT = 120;
    static final String OWNER = "ON_PROBATION -> OWNER";
    private static final String USUAL = ",probation=500ms,silence=20s,grace=20s";

    private final Path control;
    private final String main;
    private final List<String> jvm;
    private final List<AgentProcess> all = new ArrayList<>();

    Generations(Path folder, String main, String... jvm) {
        this.control = folder.resolve("handoff").resolve("c");
        this.main = main;
        this.jvm = List.of(jvm);
    }

    /** Starts the next one with {@code options} besides the usual ones; waits for nothing. */
    AgentProcess start(String options, String... arguments) throws IOException {
        String release = "r" + all.size();
        List<String> flags = new ArrayList<>(jvm);
        flags.add("-Drelease=" + release);
        AgentProcess next = AgentProcess.start(
                main, "control=" + control + ",release=" + release + USUAL + options, flags, arguments);
        all.add(next);
        return next;
    }

    /** Starts the first one and waits until it can be taken over from. */
    AgentProcess first(String... arguments) throws IOException, InterruptedException {
        AgentProcess first = start("", arguments);
        first.await("STAGED -> OWNER", LIMIT);
        return first;
    }

    /** Starts the next one and waits until it owns the listeners and {@code before} is gone. */
    AgentProcess replace(AgentProcess before, String... arguments) throws IOException, InterruptedException {
        AgentProcess next = start("", arguments);
        next.await(OWNER, LIMIT);
        assertThat(before.awaitExit(LIMIT)).as(before.toString()).isZero();
        return next;
    }

    /** Where the owner answers. */
    Path control() {
        return control;
    }

    static Load load(int port, int perSecond) throws IOException {
        return Load.on(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
                .fresh(perSecond / 2)
                .kept(20, perSecond / 2)
                .start();
    }

    /** One that was free a moment ago. */
    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    void assertNothingFailed(Report report) {
        assertThat(report.failures().size()).as(report + "\n" + all).isZero();
    }

    @Override
    public void close() {
        all.forEach(AgentProcess::close);
    }
}
