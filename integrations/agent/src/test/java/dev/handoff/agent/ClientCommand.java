package dev.handoff.agent;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * One run of {@code handoff-client}, as its users run it.
 *
 * @param output both of its outputs
 */
record ClientCommand(int status, String output) {
    static final Path LAUNCHER =
            Path.of("..", "..", "handoff-client", "bin", "handoff-client").toAbsolutePath();

    static ClientCommand run(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(LAUNCHER.toString()));
        command.addAll(List.of(arguments));
        return run(command);
    }

    static ClientCommand run(List<String> command) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        Process process = builder.start();
        try {
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(Generations.LIMIT, TimeUnit.SECONDS)) {
                throw new AssertionError(command + " still runs: " + output);
            }
            return new ClientCommand(process.exitValue(), output);
        } finally {
            process.destroyForcibly();
        }
    }
}
