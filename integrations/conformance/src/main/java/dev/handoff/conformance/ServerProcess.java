package dev.handoff.conformance;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** One generation of a server, in a JVM of its own with the agent. Closed, it is gone. */
final class ServerProcess implements AutoCloseable {
    private static final Duration KILL = Duration.ofSeconds(10);

    /** A line of output, and when it came. */
    record Line(Instant at, String text) {}

    private final String release;
    private final Process process;
    private final Thread reader;
    private final Path log;
    /** Guarded by this, as is all below. */
    private final List<Line> lines = new ArrayList<>();

    private boolean ended;

    private ServerProcess(String release, Process process, Path log) {
        this.release = release;
        this.process = process;
        this.log = log;
        this.reader = new Thread(this::read, "output-of-" + process.pid());
        reader.setDaemon(true);
        reader.start();
    }

    /** Starts a server; what it prints is kept in {@code log}. */
    static ServerProcess start(String release, ProcessBuilder builder, Path log) throws IOException {
        return new ServerProcess(release, builder.redirectErrorStream(true).start(), log);
    }

    private void read() {
        try (BufferedReader output =
                        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
                BufferedWriter kept = Files.newBufferedWriter(log)) {
            for (String text = output.readLine(); text != null; text = output.readLine()) {
                Instant now = Instant.now();
                kept.append(now.toString()).append(' ').append(text).append('\n');
                synchronized (this) {
                    lines.add(new Line(now, text));
                    notifyAll();
                }
            }
        } catch (IOException e) {
            remember("(its output ended: " + e.getMessage() + ")");
        }
        synchronized (this) {
            ended = true;
            notifyAll();
        }
    }

    private synchronized void remember(String text) {
        lines.add(new Line(Instant.now(), text));
    }

    long pid() {
        return process.pid();
    }

    /**
     * Waits for a line that {@code text} is in; it may have come already.
     *
     * @throws FailedException with what it printed, if it ended before that or took too long
     */
    Line await(String text, Duration limit) throws InterruptedException, FailedException {
        return await(text, 0, limit);
    }

    /** Waits as above, for one that comes after the first {@code looked} lines. */
    synchronized Line await(String text, int looked, Duration limit) throws InterruptedException, FailedException {
        long end = System.nanoTime() + limit.toNanos();
        int next = looked;
        while (true) {
            for (; next < lines.size(); next++) {
                if (lines.get(next).text().contains(text)) {
                    return lines.get(next);
                }
            }
            long left = end - System.nanoTime();
            if (ended || left <= 0) {
                throw new FailedException(
                        this + (ended ? " ended without \"" : " did not say in time \"") + text + "\"" + last());
            }
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
    }

    /** How many lines have come. */
    synchronized int said() {
        return lines.size();
    }

    void kill() {
        process.destroyForcibly();
    }

    /**
     * Waits for its end.
     *
     * @throws FailedException if it takes longer than {@code limit}
     */
    int awaitExit(Duration limit) throws InterruptedException, FailedException {
        if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new FailedException(this + " still runs after " + limit.toSeconds() + " s" + last());
        }
        reader.join(KILL.toMillis());
        return process.exitValue();
    }

    private synchronized String last() {
        StringBuilder text =
                new StringBuilder("; it said (all of it in ").append(log).append("):");
        lines.subList(Math.max(0, lines.size() - 12), lines.size())
                .forEach(line -> text.append("\n    ").append(line.text()));
        return text.toString();
    }

    @Override
    public String toString() {
        return release + " (pid " + pid() + ")";
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor(KILL.toMillis(), TimeUnit.MILLISECONDS);
            reader.join(KILL.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
