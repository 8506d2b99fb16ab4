package dev.handoff.conformance;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The generations of one server, each of which takes over from the one before. Closed, all are gone. */
final class Lineage implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofMinutes(4);
    private static final String READY = "STAGED -> ON_PROBATION";

    private final Subject subject;
    private final Path jar;
    private final Path agent;
    private final Path folder;
    private final int rate;
    private final int port;
    private final List<ServerProcess> all = new ArrayList<>();

    Lineage(Subject subject, Path servers, Path agent, Path folder, int rate) throws IOException {
        this.subject = subject;
        this.jar = subject.jar(servers);
        this.agent = agent;
        this.folder = folder;
        this.rate = rate;
        this.port = freePort();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    /** Starts the load. Whoever asks for it closes it. */
    Traffic traffic() throws IOException {
        return subject.protocol() == Protocol.HTTP
                ? HttpTraffic.start(address(), rate)
                : GrpcTraffic.start(jar, address(), folder);
    }

    /** Starts the first one and waits until it can be taken over from. */
    ServerProcess first() throws IOException, InterruptedException, FailedException {
        ServerProcess first = start(WarmUp.BRIEF, Duration.ofSeconds(2));
        first.await("STAGED -> OWNER", LIMIT);
        return first;
    }

    /** Starts the next one, and waits until it has said READY. */
    Successor next(WarmUp warmUp, Duration probation) throws IOException, InterruptedException, FailedException {
        ServerProcess process = start(warmUp, probation);
        return new Successor(process, process.await(READY, LIMIT).at());
    }

    /** Waits until the next one is the owner, and {@code before} has ended as it should. */
    void settle(ServerProcess before, Successor next) throws InterruptedException, FailedException {
        next.process().await("ON_PROBATION -> OWNER", LIMIT);
        int status = before.awaitExit(LIMIT);
        if (status != 0) {
            throw new FailedException(before + " was replaced and exited with " + status + ", not with 0");
        }
    }

    /** Replaces {@code before}, all of it. */
    ServerProcess replace(ServerProcess before) throws IOException, InterruptedException, FailedException {
        Successor next = next(WarmUp.BRIEF, Duration.ofSeconds(1));
        settle(before, next);
        return next.process();
    }

    /** Waits until a process that was replaced has drained and is told to stop. */
    Instant awaitStop(ServerProcess before) throws InterruptedException, FailedException {
        return before.await("the application is stopped", LIMIT).at();
    }

    /** When {@code owner} let its successor accept, which it says in a line after the first {@code said}. */
    Instant awaitCommit(ServerProcess owner, int said) throws InterruptedException, FailedException {
        return owner.await("GRANTED -> COMMITTED", said, LIMIT).at();
    }

    /** Waits until {@code owner} has taken its listeners back, which it says in a line after the first {@code said}. */
    Instant awaitReclaim(ServerProcess owner, int said) throws InterruptedException, FailedException {
        return owner.await("YIELDED -> OWNER", said, LIMIT).at();
    }

    private ServerProcess start(WarmUp warmUp, Duration probation) throws IOException {
        String release = "r" + all.size();
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Xmx256m");
        command.addAll(subject.jvm());
        // Patient: the machine starts JVMs, serves and makes the load, all at one time.
        command.add("-javaagent:" + agent + "=control="
                + folder.resolve("handoff").resolve("c") + ",release=" + release
                + ",silence=20s,grace=" + subject.protocol().grace() + ",probation=" + probation.toMillis() + "ms"
                + warmUp.option());
        command.addAll(List.of("-jar", jar.toString()));
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment()
                .putAll(Map.of(
                        "PORT", Integer.toString(port), "SERVER_PORT", Integer.toString(port), "RELEASE", release));
        ServerProcess process = ServerProcess.start(release, builder, folder.resolve(release + ".log"));
        all.add(process);
        return process;
    }

    @Override
    public void close() {
        all.forEach(ServerProcess::close);
    }
}
