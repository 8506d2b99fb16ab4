package dev.handoff.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/** A packaged command as its users run it, what has become of it, and what it and its programs have said. */
final class RunProcess implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Path SERVER = Path.of(System.getProperty("handoff.launcher", "bin/handoff-server"))
            .toAbsolutePath();
    private static final Path CLIENT =
            Path.of("../handoff-client/bin/handoff-client").toAbsolutePath().normalize();
    private static final Pattern STARTED = Pattern.compile("program (\\d+) \\(pid (\\d+)\\) is started");

    private final Process process;
    private final Path said;

    private RunProcess(Process process, Path said) {
        this.process = process;
        this.said = said;
    }

    /** {@code handoff-server}; {@code before} is what it is started by, such as {@code unshare}. */
    static RunProcess start(Path folder, List<String> before, List<String> words) throws IOException {
        return start(folder, before, SERVER, words);
    }

    /** {@code handoff-client}, which may become a program. */
    static RunProcess startClient(Path folder, List<String> before, List<String> words) throws IOException {
        return start(folder, before, CLIENT, words);
    }

    private static RunProcess start(Path folder, List<String> before, Path command, List<String> words)
            throws IOException {
        Path said = Files.createTempFile(folder, "said", "");
        // A build that runs in the background may ignore SIGINT, and that is inherited.
        List<String> line = new ArrayList<>(List.of("env", "--default-signal=INT,QUIT,HUP"));
        line.addAll(before);
        line.add(command.toString());
        line.addAll(words);
        ProcessBuilder builder =
                new ProcessBuilder(line).redirectErrorStream(true).directory(folder.toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().remove("HANDOFF_SERVER");
        return new RunProcess(builder.redirectOutput(said.toFile()).start(), said);
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    String said() {
        try {
            return Files.readString(said, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until it has said {@code text}, so many times. */
    void await(String text, int times) {
        Awaitility.await(text)
                .atMost(PATIENCE)
                .until(() -> said().split(Pattern.quote(text), -1).length > times || !isAlive());
        if (said().split(Pattern.quote(text), -1).length <= times) {
            throw new AssertionError("not said: " + text + "\n" + said());
        }
    }

    void awaitSaid(String text) {
        await(text, 1);
    }

    /** The process of the program with that number. */
    long program(int number) {
        Matcher started = STARTED.matcher(said());
        while (started.find()) {
            if (Integer.parseInt(started.group(1)) == number) {
                return Long.parseLong(started.group(2));
            }
        }
        throw new AssertionError("program " + number + " was not started:\n" + said());
    }

    /** By name: HUP, USR2, TERM, INT, QUIT, KILL. */
    void signal(String name) throws IOException, InterruptedException {
        signal(pid(), name);
    }

    static void signal(long pid, String name) throws IOException, InterruptedException {
        int status = new ProcessBuilder("sh", "-c", "kill -" + name + " " + pid)
                .inheritIO()
                .start()
                .waitFor();
        if (status != 0) {
            throw new IOException("kill -" + name + " " + pid + ": " + status);
        }
    }

    int awaitExit() throws InterruptedException {
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError("it still runs:\n" + said());
        }
        return process.exitValue();
    }

    /** Its programs as well: they are its children. */
    @Override
    public void close() throws InterruptedException {
        List<ProcessHandle> all = process.descendants().toList();
        process.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
        all.forEach(ProcessHandle::destroyForcibly);
    }
}
