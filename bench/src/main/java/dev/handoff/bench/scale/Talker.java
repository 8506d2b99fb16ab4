package dev.handoff.bench.scale;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A {@link CrowdServer} in a process of its own, and what it has said. Closed, it is killed if it still runs. */
final class Talker implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Process process;
    /** Guarded by this: what was said last by each name, and how often. */
    private final Map<String, Long> said = new HashMap<>();

    private final Map<String, Integer> times = new HashMap<>();

    private Talker(Process process) {
        this.process = process;
        Thread reader = new Thread(this::read, "talker");
        reader.setDaemon(true);
        reader.start();
    }

    static Talker start(Path control, int firstPort, int listeners) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx256m",
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
                "-cp",
                System.getProperty("java.class.path"),
                CrowdServer.class.getName(),
                control.toString(),
                Integer.toString(firstPort),
                Integer.toString(listeners)));
        return new Talker(new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
    }

    private void read() {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                hear(line);
            }
        } catch (IOException ended) {
            return;
        }
    }

    private synchronized void hear(String line) {
        int space = line.lastIndexOf(' ');
        said.put(line.substring(0, space), Long.parseLong(line.substring(space + 1)));
        times.merge(line.substring(0, space), 1, Integer::sum);
        notifyAll();
    }

    /** What it says by this name, once it has. */
    long await(String name) throws IOException, InterruptedException {
        return await(name, 1);
    }

    private synchronized long await(String name, int count) throws IOException, InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (times.getOrDefault(name, 0) < count) {
            long left = end - System.nanoTime();
            if (left <= 0 || !process.isAlive()) {
                throw new IOException("the server did not say " + name + ", only " + said);
            }
            TimeUnit.NANOSECONDS.timedWait(this, Math.min(left, TimeUnit.SECONDS.toNanos(1)));
        }
        return said.getOrDefault(name, 0L);
    }

    /** Its heap after a collection, in bytes. */
    long heap() throws IOException, InterruptedException {
        int before;
        synchronized (this) {
            before = times.getOrDefault("cpu-micros", 0);
        }
        process.getOutputStream().write('\n');
        process.getOutputStream().flush();
        await("cpu-micros", before + 1);
        return await("heap");
    }

    /** The processor time that it had used when it was last asked for its heap, in microseconds. */
    long processorMicros() throws IOException, InterruptedException {
        return await("cpu-micros");
    }

    /** Waits for its end. */
    boolean awaitExit() throws InterruptedException {
        return process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS) && process.exitValue() == 0;
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
