package dev.handoff.client.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The command as its users run it: a process, by the launcher, and what it left on its two outputs. */
record CommandProcess(int status, String out, String err) {
    static final Path LAUNCHER = Path.of("bin", "handoff-client").toAbsolutePath();
    static final Path JAR = Path.of("target", "handoff-client.jar").toAbsolutePath();

    /** By the launcher, on the JVM that runs the tests. */
    static CommandProcess run(Path scratch, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(LAUNCHER.toString()));
        command.addAll(List.of(arguments));
        return run(scratch, Map.of("JAVA_HOME", System.getProperty("java.home")), command);
    }

    /** With exactly these variables more. */
    static CommandProcess run(Path scratch, Map<String, String> environment, List<String> command)
            throws IOException, InterruptedException {
        Path out = Files.createTempFile(scratch, "out", "");
        Path err = Files.createTempFile(scratch, "err", "");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
        builder.environment().remove("JAVA_HOME");
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
            throw new AssertionError(command + " still ran after 60 s and was killed");
        }
        CommandProcess ended = new CommandProcess(process.exitValue(), read(out), read(err));
        if (command.contains("--json")) {
            Schemas.assertHolds(
                    ended.status() == 0 || command.get(1).equals("watch") ? command.get(1) : "failure", ended.out());
        }
        return ended;
    }

    private static String read(Path file) throws IOException {
        return Files.readString(file, StandardCharsets.UTF_8);
    }
}
