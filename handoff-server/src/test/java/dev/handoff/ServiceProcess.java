package dev.handoff;

import dev.handoff.testing.ChildJvm;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A {@link ServiceMain} that runs: what it said, and signals to it. Killed when closed, if it still lives. */
final class ServiceProcess implements AutoCloseable {
    private static final int DESCRIPTORS = 4_000;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final ChildJvm child;
    private final BlockingQueue<String> said = new LinkedBlockingQueue<>();
    private final List<String> all = new CopyOnWriteArrayList<>();

    private ServiceProcess(ChildJvm child) {
        this.child = child;
        Thread reader = new Thread(this::read, "reader-" + child.pid());
        reader.setDaemon(true);
        reader.start();
    }

    static ServiceProcess start(String... arguments) throws IOException {
        return new ServiceProcess(ChildJvm.startLimited(DESCRIPTORS, ServiceMain.class, arguments));
    }

    /** As {@link #start}, in a network namespace of its own: no loopback even. */
    static ServiceProcess startApart(List<String> arguments) throws IOException {
        return startBehind(List.of("unshare", "--net"), arguments);
    }

    /** As {@link #start}, by a program that ends in becoming its arguments. */
    static ServiceProcess startBehind(List<String> program, List<String> arguments) throws IOException {
        return new ServiceProcess(ChildJvm.startBehind(program, ServiceMain.class, arguments.toArray(String[]::new)));
    }

    private void read() {
        try (BufferedReader output =
                new BufferedReader(new InputStreamReader(child.process().getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                all.add(line);
                said.add(line);
            }
        } catch (IOException closed) {
            // The process is gone.
        }
        said.add("END");
    }

    /** Waits until it says a line that begins so, passing over others; returns the rest of that line. */
    String await(String beginning) throws InterruptedException {
        return awaitEither(beginning, beginning).substring(beginning.length()).trim();
    }

    /** Waits until it says a line that begins in one of two ways, passing over others; returns the line. */
    String awaitEither(String one, String other) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            String line = said.poll(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
            if (line != null && (line.startsWith(one) || line.startsWith(other))) {
                return line;
            }
            if (line == null || line.equals("END") || line.startsWith("FAILED")) {
                throw new AssertionError("process " + pid() + " said " + line + " instead of " + one);
            }
        }
    }

    /** What it has said already that begins so: the rest of that line. */
    String said(String beginning) {
        return all.stream()
                .filter(line -> line.startsWith(beginning))
                .map(line -> line.substring(beginning.length()))
                .findFirst()
                .orElseThrow(() -> new AssertionError("process " + pid() + " did not say " + beginning + ": " + all));
    }

    /** Opened, at this generation. */
    long awaitOpen() throws InterruptedException {
        return Long.parseLong(await("OPEN").split(" ", -1)[0]);
    }

    void tell(String line) throws IOException {
        child.process().getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
        child.process().getOutputStream().flush();
    }

    long pid() {
        return child.pid();
    }

    boolean isAlive() {
        return child.process().isAlive();
    }

    /** By its number: KILL, STOP, CONT, TERM, INT. */
    void signal(String name) throws IOException, InterruptedException {
        int status = new ProcessBuilder("sh", "-c", "kill -" + name + " " + pid())
                .inheritIO()
                .start()
                .waitFor();
        if (status != 0) {
            throw new IOException("kill -" + name + " " + pid() + ": " + status);
        }
    }

    int awaitExit() throws InterruptedException {
        return child.awaitExit(PATIENCE.toSeconds());
    }

    @Override
    public void close() throws IOException {
        child.close();
    }
}
