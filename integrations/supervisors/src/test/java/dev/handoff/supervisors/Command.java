package dev.handoff.supervisors;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A command of this machine, run to its end. */
final class Command {
    private static final Duration LIMIT = Duration.ofMinutes(3);

    private Command() {}

    /** What it said, on both its outputs, and how it ended. */
    record Outcome(int status, String text) {
        /** The text, if it ended well. */
        String orThrow() {
            if (status != 0) {
                throw new AssertionError("exit status " + status + ": " + text);
            }
            return text;
        }
    }

    /** Runs it; ended by force after three minutes. */
    static Outcome run(List<String> words) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(words)
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .start();
        CompletableFuture<String> said = CompletableFuture.supplyAsync(() -> text(process));
        if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError(words + " did not end within " + LIMIT);
        }
        return new Outcome(process.exitValue(), said.join().strip());
    }

    private static String text(Process process) {
        try {
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Is there a program of that name on this machine's path? */
    static boolean isInstalled(String name) {
        return List.of(System.getenv("PATH").split(":", -1)).stream()
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, name)));
    }
}
