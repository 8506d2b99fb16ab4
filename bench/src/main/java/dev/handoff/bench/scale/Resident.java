package dev.handoff.bench.scale;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The weight of {@code handoff-server run} beside a program that does nothing. */
final class Resident {
    /** MiB. */
    static final double BAR = 64;

    private static final int SETTLE_SECONDS = 5;

    private Resident() {}

    /** Its resident set in MiB, some seconds after its program was ready; empty if it did not start. */
    static Optional<Double> measure(Path command, Path control, int listeners)
            throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(
                List.of(command.toAbsolutePath().toString(), "run", "--control", control.toString(), "--quiet"));
        for (int i = 0; i < listeners; i++) {
            words.addAll(List.of("--listen", "http-" + i + "=127.0.0.1:0"));
        }
        words.addAll(List.of("--ready-after", "100ms", "--", "/bin/sleep", "600"));
        Process process = new ProcessBuilder(words).inheritIO().start();
        try {
            process.waitFor(SETTLE_SECONDS, TimeUnit.SECONDS);
            return process.isAlive() ? Optional.of(of(process.pid())) : Optional.empty();
        } finally {
            process.destroy();
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        }
    }

    /** The resident set of a process, in MiB. */
    static double of(long pid) throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("/proc/" + pid + "/status"))) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")) / 1024)
                    .findAny()
                    .orElse(0);
        }
    }
}
