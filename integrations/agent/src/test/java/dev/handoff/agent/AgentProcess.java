package dev.handoff.agent;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A server of the test's, unmodified, run by the agent in a process of its own. Closed, it is gone. */
final class AgentProcess implements AutoCloseable {
    private static final Path AGENT = Path.of("target", "handoff-agent.jar").toAbsolutePath();

    /** Parts of the paths of what the agent brings along, and of the test's own. */
    private static final List<String> OURS = List.of(
            "handoff", "demo-http", "/asm", "/jffi", "/jnr", "/protobuf", "/slf4j-simple", "/junit", "/assertj");

    private final Process process;
    /** Guarded by this. */
    private final List<String> lines = new ArrayList<>();

    private boolean ended;

    private AgentProcess(Process process) {
        this.process = process;
        Thread reader = new Thread(this::read, "output-of-" + process.pid());
        reader.setDaemon(true);
        reader.start();
    }

    /** Starts {@code main} without the agent. */
    static AgentProcess plain(String main, List<String> jvm, String... arguments) throws IOException {
        return launch(main, jvm, arguments);
    }

    /** Starts {@code main} with {@code options} for the agent, {@code jvm} for the JVM and {@code arguments} for itself. */
    static AgentProcess start(String main, String options, List<String> jvm, String... arguments) throws IOException {
        List<String> flags = new ArrayList<>(jvm);
        flags.add("-javaagent:" + AGENT + "=" + options);
        return launch(main, flags, arguments);
    }

    private static AgentProcess launch(String main, List<String> jvm, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx128m"));
        command.addAll(jvm);
        command.addAll(List.of("-cp", classPath(), "dev.handoff.agent.servers." + main));
        command.addAll(List.of(arguments));
        return new AgentProcess(
                new ProcessBuilder(command).redirectErrorStream(true).start());
    }

    /** The servers and what they stand on; nothing of ours. */
    private static String classPath() {
        return Stream.of(System.getProperty("java.class.path").split(":"))
                .filter(entry -> entry.endsWith("test-classes") || entry.endsWith(".jar"))
                .filter(entry -> OURS.stream().noneMatch(entry::contains))
                .collect(Collectors.joining(":", Path.of("target", "test-classes") + ":", ""));
    }

    private void read() {
        try (BufferedReader output =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            String line;
            while ((line = output.readLine()) != null) {
                synchronized (this) {
                    lines.add(line);
                    notifyAll();
                }
            }
        } catch (IOException closed) {
            // The process was killed.
        }
        synchronized (this) {
            ended = true;
            notifyAll();
        }
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Waits for a line that {@code text} is in; it may have come already. */
    String await(String text, long seconds) throws InterruptedException {
        return await(line -> line.contains(text), text, seconds);
    }

    private synchronized String await(Predicate<String> wanted, String text, long seconds) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        int looked = 0;
        while (true) {
            for (; looked < lines.size(); looked++) {
                if (wanted.test(lines.get(looked))) {
                    return lines.get(looked);
                }
            }
            long left = end - System.nanoTime();
            if (ended || left <= 0) {
                throw new AssertionError("no \"" + text + "\" from " + this);
            }
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
    }

    /** All it has written. */
    synchronized List<String> lines() {
        return List.copyOf(lines);
    }

    /** The port of the nth listener, once it is bound. */
    int port(int nth, long seconds) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        synchronized (this) {
            while (true) {
                List<String> listening = lines.stream()
                        .filter(line -> line.startsWith("listening "))
                        .toList();
                if (listening.size() > nth) {
                    return Integer.parseInt(listening.get(nth).substring("listening ".length()));
                }
                long left = end - System.nanoTime();
                if (ended || left <= 0) {
                    throw new AssertionError("not listening: " + this);
                }
                TimeUnit.NANOSECONDS.timedWait(this, left);
            }
        }
    }

    void terminate() {
        process.destroy();
    }

    void kill() {
        process.destroyForcibly();
    }

    int awaitExit(long seconds) throws InterruptedException {
        if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
            throw new AssertionError("still runs after " + seconds + " s: " + this);
        }
        return process.exitValue();
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public synchronized String toString() {
        return "process " + process.pid() + ":\n  " + String.join("\n  ", lines);
    }
}
