package dev.handoff.faults;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The command as a process: its exit status, and what it printed. */
record Run(int status, String output) {
    private static final long LIMIT_SECONDS = 240;

    static Run of(Path folder, String... options) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-jar",
                "target/faults.jar",
                "--logs",
                folder.toString()));
        command.addAll(List.of(options));
        Path output = folder.resolve("output");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                throw new IOException("not done in " + LIMIT_SECONDS + " s: " + read(output));
            }
            return new Run(process.exitValue(), read(output));
        } finally {
            // The processes it started see their controller go, and end.
            process.destroyForcibly();
        }
    }

    private static String read(Path output) throws IOException {
        return java.nio.file.Files.readString(output, StandardCharsets.UTF_8);
    }
}
