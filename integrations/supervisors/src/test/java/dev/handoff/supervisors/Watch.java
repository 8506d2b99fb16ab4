package dev.handoff.supervisors;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** Asks a supervisor the same question over and over, and keeps what it says. */
final class Watch implements AutoCloseable {
    private final Process process;
    private final List<String> said = new CopyOnWriteArrayList<>();

    private Watch(Process process) {
        this.process = process;
        Thread reader = new Thread(this::read, "watch");
        reader.setDaemon(true);
        reader.start();
    }

    /** Runs a command in a guest, a line each time, some ten times in a second. */
    static Watch on(Guest guest, String command) throws IOException {
        return new Watch(
                new ProcessBuilder(guest.within("bash", "-c", "while echo $(" + command + "); do sleep 0.05; done"))
                        .redirectErrorStream(true)
                        .start());
    }

    private void read() {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            lines.lines().forEach(said::add);
        } catch (IOException | java.io.UncheckedIOException ended) {
            // It was closed.
        }
    }

    /** All answers so far. */
    List<String> answers() {
        return List.copyOf(said);
    }

    /** Each answer that differs from the one before it. */
    List<String> changes() {
        List<String> changes = new java.util.ArrayList<>();
        for (String answer : said) {
            if (changes.isEmpty() || !changes.get(changes.size() - 1).equals(answer)) {
                changes.add(answer);
            }
        }
        return changes;
    }

    @Override
    public void close() throws InterruptedException {
        // The loop in the guest ends when it can't be heard any more.
        process.destroyForcibly();
        process.waitFor(10, TimeUnit.SECONDS);
    }
}
