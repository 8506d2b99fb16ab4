package dev.handoff.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Runs both in one go and prints how many times the other the exchange takes at the median; exits 1 over the bar. */
public final class Main {
    private static final double BAR = 8;
    private static final int COUNT = 20_000;

    private Main() {}

    /** Runs. */
    public static void main(String[] args) throws IOException, InterruptedException, RunnerException {
        Path scratch = Files.createTempDirectory("handoff-bench");
        double ratio;
        try {
            ratio = run(scratch);
        } finally {
            delete(scratch);
        }
        System.exit(ratio <= BAR ? 0 : 1);
    }

    private static double run(Path scratch) throws IOException, InterruptedException, RunnerException {
        NativeExchange other = NativeExchange.prepare(scratch);
        Path otherControl = scratch.resolve("other");
        Path control = scratch.resolve("control");
        try (Server otherServer = other.serve(otherControl);
                Server predecessor = new Server(java(PredecessorMain.class, control.toString()))) {
            // Before and after, so that a machine that gets busier meanwhile is noticed.
            double before = print(other.language() + " with " + other.language(), other.ask(otherControl, COUNT));
            double java = handoff(control);
            print(other.language() + " with the predecessor", other.ask(control, COUNT));
            double after =
                    print(other.language() + " with " + other.language() + " again", other.ask(otherControl, COUNT));
            double ratio = java / ((before + after) / 2);
            System.out.printf(
                    Locale.ROOT,
                    "%nHandoff takes %.1f times %s at the median; the bar is %.0f%n",
                    ratio,
                    other.language(),
                    BAR);
            return ratio;
        }
    }

    private static double handoff(Path control) throws RunnerException {
        Collection<RunResult> results = new Runner(new OptionsBuilder()
                        .include(RoundTrip.class.getName())
                        .param("control", control.toString())
                        .jvmArgsAppend("-Dorg.slf4j.simpleLogger.defaultLogLevel=warn")
                        .verbosity(VerboseMode.SILENT)
                        .build())
                .run();
        var statistics = results.iterator().next().getPrimaryResult().getStatistics();
        double median = statistics.getPercentile(50);
        line("Handoff with the predecessor", median, statistics.getPercentile(90), statistics.getPercentile(99));
        return median;
    }

    private static double print(String what, List<Long> nanos) {
        double median = nanos.get(nanos.size() / 2) / 1000.0;
        line(what, median, nanos.get(nanos.size() * 9 / 10) / 1000.0, nanos.get(nanos.size() * 99 / 100) / 1000.0);
        return median;
    }

    private static void line(String what, double median, double p90, double p99) {
        System.out.printf(Locale.ROOT, "%-30s p50 %7.1f us   p90 %7.1f us   p99 %7.1f us%n", what, median, p90, p99);
    }

    private static List<String> java(Class<?> main, String... arguments) {
        return Stream.concat(
                        Stream.of(
                                Path.of(System.getProperty("java.home"), "bin", "java")
                                        .toString(),
                                "--enable-native-access=ALL-UNNAMED",
                                "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
                                "-cp",
                                System.getProperty("java.class.path"),
                                main.getName()),
                        Stream.of(arguments))
                .toList();
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
