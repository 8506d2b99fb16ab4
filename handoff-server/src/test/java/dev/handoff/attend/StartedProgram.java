package dev.handoff.attend;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** A process that began as {@code handoff-client request} and is a program by now, or has failed. */
final class StartedProgram implements AutoCloseable {
    static final java.time.Duration PATIENCE = java.time.Duration.ofSeconds(60);
    private static final Path LAUNCHER = Path.of("..", "handoff-client", "bin", "handoff-client")
            .toAbsolutePath()
            .normalize();

    private final Process process;
    private final Path said;

    private StartedProgram(Process process, Path said) {
        this.process = process;
        this.said = said;
    }

    static StartedProgram start(Path folder, List<String> before, List<String> words) throws IOException {
        Path said = Files.createTempFile(folder, "said", "");
        List<String> line = new ArrayList<>(before);
        line.add(LAUNCHER.toString());
        line.addAll(words);
        ProcessBuilder builder =
                new ProcessBuilder(line).redirectErrorStream(true).directory(folder.toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().remove("HANDOFF_SERVER");
        return new StartedProgram(builder.redirectOutput(said.toFile()).start(), said);
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** By it and by its attendant. */
    String said() {
        try {
            return Files.readString(said, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void awaitSaid(String text) {
        Awaitility.await(text).atMost(PATIENCE).until(() -> said().contains(text) || !isAlive());
        if (!said().contains(text)) {
            throw new AssertionError("not said: " + text + "\n" + said());
        }
    }

    int awaitExit() throws InterruptedException {
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError("it still runs:\n" + said());
        }
        return process.exitValue();
    }

    /** SIGTERM, SIGKILL. */
    void signal(String name) throws IOException, InterruptedException {
        int status = new ProcessBuilder("sh", "-c", "kill -" + name + " " + pid())
                .inheritIO()
                .start()
                .waitFor();
        if (status != 0) {
            throw new IOException("kill -" + name + " " + pid() + ": " + status);
        }
    }

    @Override
    public void close() throws InterruptedException {
        List<ProcessHandle> workers = process.descendants().toList();
        process.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
        workers.forEach(ProcessHandle::destroyForcibly);
    }
}
