package dev.handoff.faults;

import dev.handoff.faults.step.Mutation;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import joptsimple.OptionException;
import joptsimple.OptionParser;
import joptsimple.OptionSet;
import joptsimple.OptionSpec;

/** The command: plays the cells, prints each as it is done, then the grid. */
public final class Main {
    private static final int VIOLATED = 1;
    private static final int USAGE = 64;
    private static final int INTERNAL = 70;

    private final OptionParser parser = new OptionParser();
    private final OptionSpec<Integer> repeat = parser.accepts("repeat", "play every cell this often")
            .withRequiredArg()
            .ofType(Integer.class)
            .defaultsTo(1);
    private final OptionSpec<Integer> lanes = parser.accepts("lanes", "cells played at one time")
            .withRequiredArg()
            .ofType(Integer.class)
            .defaultsTo(6);
    private final OptionSpec<String> only = parser.accepts(
                    "only", "cells in whose STEP:FAULT this regular expression is found")
            .withRequiredArg();
    private final OptionSpec<String> report = parser.accepts(
                    "report", "write the grid and every violation to this file")
            .withRequiredArg();
    private final OptionSpec<String> folder = parser.accepts("logs", "keep what the processes logged in this folder")
            .withRequiredArg();
    private final OptionSpec<String> mutation = parser.accepts(
                    "mutation", "break a guarantee on purpose, to see it caught: " + labels())
            .withRequiredArg()
            .defaultsTo("");
    private final OptionSpec<String> journal = parser.accepts(
                    "journal",
                    "note each cell in this file when it was played, and play only those that are not in it yet")
            .withRequiredArg();
    private final OptionSpec<Void> list = parser.accepts("list", "print the cells, and play none");
    private final OptionSpec<Void> help = parser.accepts("help", "print this").forHelp();

    private final List<Outcome> outcomes = Collections.synchronizedList(new ArrayList<>());
    private Consumer<Outcome> noted = outcome -> {};

    private Main() {}

    private static String labels() {
        return String.join(
                ", ", Arrays.stream(Mutation.values()).map(Mutation::label).toList());
    }

    /** Exits 0 if all held, 1 if something did not, 64 for a wrong option, 70 if the matrix itself broke. */
    public static void main(String[] arguments) {
        System.exit(new Main().run(arguments));
    }

    private int run(String[] arguments) {
        try {
            OptionSet options = parser.parse(arguments);
            if (options.has(help)) {
                System.out.println(
                        "Usage: faults/matrix [options]: every fault at every step of a handoff, under load\n");
                parser.printHelpOn(System.out);
                return 0;
            }
            List<Cell> cells = cells(options);
            if (options.has(list)) {
                cells.forEach(System.out::println);
                return 0;
            }
            for (Fault fault : Fault.values()) {
                if (!fault.missing().isEmpty()) {
                    System.out.println(fault.label() + " is not played: " + fault.missing());
                }
            }
            resume(cells, options);
            return play(cells, options);
        } catch (OptionException | IllegalArgumentException e) {
            System.err.println("matrix: " + e.getMessage());
            return USAGE;
        } catch (IOException | ExecutionException | URISyntaxException e) {
            System.err.println("matrix: " + e);
            return INTERNAL;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return INTERNAL;
        }
    }

    private List<Cell> cells(OptionSet options) {
        Pattern part = Pattern.compile(options.has(only) ? options.valueOf(only) : "");
        List<Cell> once = Cell.all().stream()
                .filter(cell -> cell.fault().missing().isEmpty())
                .filter(cell -> part.matcher(cell.toString()).find())
                .sorted(Comparator.comparing(cell -> cell.step().isOfManyListeners()))
                .toList();
        List<Cell> chosen = new ArrayList<>();
        for (int i = 0; i < options.valueOf(repeat); i++) {
            chosen.addAll(once);
        }
        return chosen;
    }

    private void resume(List<Cell> cells, OptionSet options) throws IOException {
        if (options.has(journal)) {
            Journal kept = new Journal(Path.of(options.valueOf(journal)));
            outcomes.addAll(kept.read());
            outcomes.forEach(outcome -> cells.remove(outcome.cell()));
            noted = kept::note;
        }
    }

    private int play(List<Cell> cells, OptionSet options)
            throws IOException, InterruptedException, ExecutionException, URISyntaxException {
        long began = System.nanoTime();
        Path logs = options.has(folder)
                ? Files.createDirectories(Path.of(options.valueOf(folder)))
                : Files.createTempDirectory("handoff-faults");
        if (!cells.isEmpty()) {
            play(new ConcurrentLinkedQueue<>(cells), options, logs);
        }
        String summary = String.format(
                Locale.ROOT,
                "%s%n%d cells, %d violated, %,d requests, %d s, JDK %s%n%s",
                Grid.of(outcomes),
                outcomes.size(),
                violated(),
                outcomes.stream().mapToLong(Outcome::visits).sum(),
                Duration.ofNanos(System.nanoTime() - began).toSeconds(),
                Runtime.version().feature(),
                violations());
        System.out.print("\n" + summary);
        if (options.has(report)) {
            Files.writeString(Path.of(options.valueOf(report)), summary);
        }
        if (violated() > 0) {
            System.out.println("What the processes logged: " + logs);
            return VIOLATED;
        }
        if (!options.has(folder)) {
            Scratch.delete(logs);
        }
        return 0;
    }

    private void play(Queue<Cell> cells, OptionSet options, Path logs)
            throws IOException, InterruptedException, ExecutionException, URISyntaxException {
        int count = options.valueOf(lanes);
        Optional<Mutation> broken = Mutation.of(options.valueOf(mutation));
        Path jar = Path.of(
                Main.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        Build build = Build.of(jar, logs, broken);
        ExecutorService threads = Executors.newFixedThreadPool(count);
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                Lane lane = new Lane(Files.createDirectories(logs.resolve("lane-" + i)), build, cells, this::played);
                running.add(threads.submit(() -> {
                    lane.run();
                    return lane;
                }));
            }
            for (Future<?> lane : running) {
                lane.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private void played(Outcome outcome) {
        outcomes.add(outcome);
        noted.accept(outcome);
        PrintStream out = System.out;
        out.printf(
                Locale.ROOT,
                "%-40s %-5s %5.1f s %s%n",
                outcome.cell(),
                outcome.owner(),
                outcome.took().toMillis() / 1e3,
                outcome.isGood() ? (outcome.lost() > 0 ? "lost " + outcome.lost() : "") : outcome.violations());
    }

    private long violated() {
        return outcomes.stream().filter(outcome -> !outcome.isGood()).count();
    }

    private String violations() {
        StringBuilder all = new StringBuilder();
        outcomes.stream()
                .filter(outcome -> !outcome.isGood())
                .forEach(outcome -> outcome.violations()
                        .forEach(violation -> all.append(outcome.cell())
                                .append(": ")
                                .append(violation)
                                .append('\n')));
        return all.toString();
    }
}
