package dev.handoff.bench.exchange;

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
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;
import org.openjdk.jmh.util.Statistics;

/**
 * Runs all of it: the exchange in both languages in one go, and how many times the other it takes at the median; then the parts.
 * Exits 1 over a bar. With {@code --brief} one listener only, and no parts.
 */
public final class Main {
    private static final double BAR = 4;
    /** Microseconds, of one gate. */
    private static final double SWITCH_BAR = 100;

    private static final int COUNT = 20_000;
    private static final List<Integer> LISTENERS = List.of(1, 8, 128, 1000);
    /** Of which the ratio has a bar. */
    private static final List<Integer> JUDGED = List.of(1, 1000);

    private final NativeExchange other;
    private boolean isMissed;

    private Main(NativeExchange other) {
        this.other = other;
    }

    /** Runs. */
    public static void main(String[] args) throws IOException, InterruptedException, RunnerException {
        boolean isBrief = List.of(args).contains("--brief");
        Path scratch = Files.createTempDirectory("handoff-bench");
        try {
            Main main = new Main(NativeExchange.prepare(scratch));
            for (int listeners : isBrief ? List.of(1) : LISTENERS) {
                main.exchange(Files.createDirectory(scratch.resolve("of-" + listeners)), listeners);
            }
            if (!isBrief) {
                main.parts();
            }
            System.exit(main.isMissed ? 1 : 0);
        } finally {
            delete(scratch);
        }
    }

    private void exchange(Path folder, int listeners) throws IOException, InterruptedException, RunnerException {
        Path control = folder.resolve("control");
        try (Server predecessor =
                new Server(java(PredecessorMain.class, control.toString(), Integer.toString(listeners)))) {
            System.out.printf("%n%d listeners%n", listeners);
            if (!other.takes(listeners)) {
                handoff(control);
                return;
            }
            Path otherControl = folder.resolve("other");
            int count = Math.max(500, COUNT / listeners);
            try (Server otherServer = other.serve(otherControl, listeners)) {
                // Before and after, so that a machine that gets busier meanwhile is noticed.
                double before = print(other.language(), other.ask(otherControl, count, listeners));
                double java = handoff(control);
                double after = print(other.language() + " again", other.ask(otherControl, count, listeners));
                compare(listeners, java / ((before + after) / 2));
            }
        }
    }

    private void compare(int listeners, double ratio) {
        boolean isJudged = JUDGED.contains(listeners);
        isMissed |= isJudged && ratio > BAR;
        System.out.printf(
                Locale.ROOT,
                "Handoff takes %.1f times %s at the median%s%n",
                ratio,
                other.language(),
                isJudged ? String.format(Locale.ROOT, "; the bar is %.0f", BAR) : "");
    }

    private double handoff(Path control) throws RunnerException {
        Statistics statistics = run(options(RoundTrip.class).param("control", control.toString()))
                .iterator()
                .next()
                .getPrimaryResult()
                .getStatistics();
        line("Handoff", statistics);
        return statistics.getPercentile(50);
    }

    private void parts() throws RunnerException {
        System.out.println("\nparts");
        for (Class<?> part : List.of(Adoption.class, FrameCodec.class, GateSwitch.class)) {
            for (RunResult result : run(options(part))) {
                String count = result.getParams().getParam("count");
                Statistics statistics = result.getPrimaryResult().getStatistics();
                line(part.getSimpleName() + (count == null ? "" : " of " + count), statistics);
                isMissed |= part == GateSwitch.class && "1".equals(count) && statistics.getPercentile(50) > SWITCH_BAR;
            }
        }
    }

    private static ChainedOptionsBuilder options(Class<?> benchmark) {
        return new OptionsBuilder()
                .include(benchmark.getName() + "\\.")
                .jvmArgsAppend("-Dorg.slf4j.simpleLogger.defaultLogLevel=warn", "--enable-native-access=ALL-UNNAMED")
                .verbosity(VerboseMode.SILENT);
    }

    private static Collection<RunResult> run(ChainedOptionsBuilder options) throws RunnerException {
        return new Runner(options.build()).run();
    }

    private static double print(String what, List<Long> nanos) {
        double median = nanos.get(nanos.size() / 2) / 1000.0;
        line(what, median, nanos.get(nanos.size() * 9 / 10) / 1000.0, nanos.get(nanos.size() * 99 / 100) / 1000.0);
        return median;
    }

    private static void line(String what, Statistics micros) {
        line(what, micros.getPercentile(50), micros.getPercentile(90), micros.getPercentile(99));
    }

    private static void line(String what, double median, double p90, double p99) {
        System.out.printf(Locale.ROOT, "%-20s p50 %8.1f us   p90 %8.1f us   p99 %8.1f us%n", what, median, p90, p99);
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
