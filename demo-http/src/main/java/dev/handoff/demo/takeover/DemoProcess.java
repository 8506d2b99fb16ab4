package dev.handoff.demo.takeover;

import dev.handoff.demo.Announcement;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One demo server in a JVM of its own. Whoever starts it closes it: that kills the process if it still runs, and waits
 * until it is gone.
 */
public final class DemoProcess implements AutoCloseable {
    private static final int REMEMBERED_LINES = 60;
    private static final Duration KILL = Duration.ofSeconds(10);

    private final String release;
    private final Instant started;
    private final Process process;
    private final CompletableFuture<Instant> gone;
    private final Map<String, CompletableFuture<Announcement>> announced = new ConcurrentHashMap<>();
    private final ArrayDeque<String> output = new ArrayDeque<>(); // guarded by output

    private DemoProcess(String release, Instant started, Process process) {
        this.release = release;
        this.started = started;
        this.process = process;
        this.gone = process.onExit().thenApply(exited -> Instant.now());
        follow(process.getInputStream(), "stdout");
        follow(process.getErrorStream(), "stderr");
    }

    /**
     * Starts {@code java -jar JAR OPTIONS}, with this process's own Java.
     *
     * @throws IOException when it cannot be started at all
     */
    public static DemoProcess start(Path jar, String release, List<String> options) throws IOException {
        return start(List.of("-jar", jar.toString()), release, options);
    }

    /** As {@link #start(Path, String, List)}, another program that takes the demo's options: {@code -cp PATH MAIN}. */
    static DemoProcess start(List<String> program, String release, List<String> options) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                // Several of these run at once, on a small machine.
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx96m"));
        command.addAll(program);
        command.addAll(List.of("--release", release));
        command.addAll(options);
        Instant started = Instant.now();
        return new DemoProcess(release, started, new ProcessBuilder(command).start());
    }

    private void follow(InputStream stream, String name) {
        Thread reader = new Thread(() -> read(stream), "demo-" + release + "-" + name);
        reader.setDaemon(true);
        reader.start();
    }

    private void read(InputStream stream) {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                Announcement.parse(line)
                        .ifPresent(said -> announcement(said.what()).complete(said));
                remember(line);
            }
        } catch (IOException e) {
            remember("(its output ended: " + e.getMessage() + ")");
        }
    }

    private void remember(String line) {
        synchronized (output) {
            output.add(line);
            if (output.size() > REMEMBERED_LINES) {
                output.remove();
            }
        }
    }

    private CompletableFuture<Announcement> announcement(String what) {
        return announced.computeIfAbsent(what, unsaid -> new CompletableFuture<>());
    }

    /** Its release label. */
    public String release() {
        return release;
    }

    /** Its process id. */
    public long pid() {
        return process.pid();
    }

    /** When it was started. */
    public Instant started() {
        return started;
    }

    /** What it printed last, standard output and standard error together. */
    public List<String> output() {
        synchronized (output) {
            return List.copyOf(output);
        }
    }

    /**
     * Waits until it accepts.
     *
     * @throws IllegalStateException with its output, if it ended before that, or took too long
     */
    public Announcement awaitReady(Duration limit) throws InterruptedException {
        return await("ready", limit);
    }

    /** Waits until it has been granted the listener, as {@link #awaitReady} does. */
    public Announcement awaitStaged(Duration limit) throws InterruptedException {
        return await("staged", limit);
    }

    /** Waits until it has warmed up, as {@link #awaitReady} does. */
    public Announcement awaitWarm(Duration limit) throws InterruptedException {
        return await("warm", limit);
    }

    private Announcement await(String what, Duration limit) throws InterruptedException {
        CompletableFuture<Announcement> said = announcement(what);
        try {
            CompletableFuture.anyOf(said, gone).get(limit.toMillis(), TimeUnit.MILLISECONDS);
            // Its last words may still be on their way to us.
            return said.get(500, TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            throw new IllegalStateException(this + " did not become " + what + " within " + limit + described(), e);
        }
    }

    /** Whether it still runs. */
    public boolean isAlive() {
        return process.isAlive();
    }

    /**
     * Waits until it is gone.
     *
     * @return its exit status; 128 and the signal's number if one killed it
     * @throws IllegalStateException with its output, if it took too long
     */
    public int awaitExit(Duration limit) throws InterruptedException {
        if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new IllegalStateException(this + " did not end within " + limit + described());
        }
        return process.exitValue();
    }

    /** When it was seen to be gone. Waits for that: call {@link #awaitExit} first. */
    public Instant goneAt() {
        return gone.join();
    }

    /** Sends SIGTERM. */
    public void terminate() {
        process.destroy();
    }

    /** Sends SIGKILL. */
    public void kill() {
        process.destroyForcibly();
    }

    /**
     * Sends any signal.
     *
     * @param name as kill(1) knows it, such as {@code STOP}
     */
    public void signal(String name) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("sh", "-c", "kill -" + name + " " + pid())
                .inheritIO()
                .start();
        if (!kill.waitFor(5, TimeUnit.SECONDS) || kill.exitValue() != 0) {
            throw new IOException("kill -" + name + " " + pid() + " failed; the process goes on as it was");
        }
    }

    private String described() {
        List<String> lines = output();
        return lines.isEmpty() ? "; it said nothing" : "; it said:\n  " + String.join("\n  ", lines);
    }

    @Override
    public String toString() {
        return release + " (pid " + pid() + ")";
    }

    /** Kills it if it still runs. */
    @Override
    public void close() {
        if (process.isAlive()) {
            process.destroyForcibly();
            try {
                process.waitFor(KILL.toMillis(), TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
