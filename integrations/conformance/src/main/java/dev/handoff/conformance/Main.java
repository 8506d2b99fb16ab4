package dev.handoff.conformance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import joptsimple.OptionException;
import joptsimple.OptionParser;
import joptsimple.OptionSet;
import joptsimple.OptionSpec;

/** The command: plays the script with each server, and prints the table. */
public final class Main {
    private static final int LOST = 1;
    private static final int USAGE = 64;
    private static final int INTERNAL = 70;

    private final OptionParser parser = new OptionParser();
    private final OptionSpec<String> only = parser.accepts(
                    "only", "servers in whose name this regular expression is found")
            .withRequiredArg()
            .defaultsTo("");
    private final OptionSpec<Integer> handoffs = parser.accepts("handoffs", "in all, 5 or more")
            .withRequiredArg()
            .ofType(Integer.class)
            .defaultsTo(5);
    private final OptionSpec<Integer> rate = parser.accepts("rate", "requests a second of HTTP/1.1, 15 or more")
            .withRequiredArg()
            .ofType(Integer.class)
            .defaultsTo(150);
    private final OptionSpec<String> agent =
            parser.accepts("agent", "the agent's jar").withRequiredArg().required();
    private final OptionSpec<String> servers = parser.accepts("servers", "the folder of the servers, built")
            .withRequiredArg()
            .required();
    private final OptionSpec<String> page =
            parser.accepts("page", "put the rows into the table of this page").withRequiredArg();
    private final OptionSpec<String> logs = parser.accepts("logs", "keep what the processes printed in this folder")
            .withRequiredArg();
    private final OptionSpec<Void> json = parser.accepts("json", "print a JSON object a server, and no table");
    private final OptionSpec<Void> brief = parser.accepts(
            "brief", "two handoffs a server, of four servers unless --only names others; nothing measured");
    private final OptionSpec<Void> latency = parser.accepts("latency", "only the handoffs whose latencies are taken");
    private final OptionSpec<Void> missing =
            parser.accepts("missing", "only servers that the page has no row of, for this JDK");
    private final OptionSpec<Void> list = parser.accepts("list", "print the servers' names, and play none");
    private final OptionSpec<Void> help = parser.accepts("help", "print this").forHelp();

    private Main() {}

    /** Exits 0 if nothing was lost, 1 if something was, 64 for a wrong option, 70 if the kit itself broke. */
    public static void main(String[] arguments) {
        // Interrupted, or out of time: servers and load tools would otherwise go on for ever.
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly)));
        System.exit(new Main().run(arguments));
    }

    private int run(String[] arguments) {
        try {
            OptionSet options = parser.parse(arguments);
            if (options.has(help)) {
                System.out.println(
                        "Usage: integrations/conformance/run [options]: unmodified servers, replaced under load\n");
                parser.printHelpOn(System.out);
                return 0;
            }
            List<Subject> subjects = missing(subjects(options), options);
            if (options.has(list)) {
                subjects.forEach(subject -> System.out.println(subject.label()));
                return 0;
            }
            return play(subjects, options);
        } catch (OptionException | IllegalArgumentException e) {
            System.err.println("conformance: " + e.getMessage());
            return USAGE;
        } catch (IOException e) {
            System.err.println("conformance: " + e);
            return INTERNAL;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return INTERNAL;
        }
    }

    private List<Subject> subjects(OptionSet options) {
        Pattern part = Pattern.compile(options.valueOf(only));
        return Subject.all().stream()
                .filter(subject -> part.matcher(subject.label()).find())
                .filter(subject -> options.has(only) || !options.has(brief) || subject.isRepresentative())
                .toList();
    }

    private List<Subject> missing(List<Subject> subjects, OptionSet options) throws IOException {
        if (!options.has(missing)) {
            return subjects;
        }
        if (!options.has(page)) {
            throw new IllegalArgumentException("--missing: of which --page?");
        }
        Table there = Table.of(Path.of(options.valueOf(page)));
        return subjects.stream()
                .filter(subject -> !there.has(subject.label(), Runtime.version().feature()))
                .toList();
    }

    private Script script(OptionSet options) {
        if (options.has(brief)) {
            return Script.brief();
        }
        return options.has(latency) ? Script.latency() : Script.whole(options.valueOf(handoffs));
    }

    private int rate(OptionSet options) {
        if (options.valueOf(rate) < 15) {
            throw new IllegalArgumentException("--rate " + options.valueOf(rate) + ": 15 or more");
        }
        return options.valueOf(rate);
    }

    private int play(List<Subject> subjects, OptionSet options) throws IOException, InterruptedException {
        Path folder = options.has(logs)
                ? Files.createDirectories(Path.of(options.valueOf(logs)).toAbsolutePath())
                : Files.createTempDirectory("handoff-conformance");
        Table table = new Table();
        List<Outcome> outcomes = new ArrayList<>();
        for (Subject subject : subjects) {
            Optional<String> hindrance = subject.hindrance(Path.of(options.valueOf(servers)));
            if (hindrance.isPresent()) {
                System.err.println(subject.label() + " is not played: " + hindrance.get());
                continue;
            }
            Outcome outcome = play(subject, options, Files.createDirectories(folder.resolve(subject.label())));
            outcomes.add(outcome);
            table.put(outcome.cells());
            if (options.has(json)) {
                System.out.println(outcome.json());
            }
            System.err.print(outcome.complaint());
            if (options.has(page)) {
                table.writeTo(Path.of(options.valueOf(page)));
            }
        }
        if (!options.has(json)) {
            System.out.print(table);
        }
        System.err.println("What the processes printed: " + folder);
        return !outcomes.isEmpty() && outcomes.stream().allMatch(Outcome::isClean) ? 0 : LOST;
    }

    private Outcome play(Subject subject, OptionSet options, Path folder) throws IOException, InterruptedException {
        Path built = Path.of(options.valueOf(servers)).toAbsolutePath();
        Outcome outcome = new Outcome(subject, subject.version(built));
        Path jar = Path.of(options.valueOf(agent)).toAbsolutePath();
        try (Lineage lineage = new Lineage(subject, built, jar, folder, rate(options))) {
            new Trial(
                            lineage,
                            outcome,
                            script(options),
                            folder,
                            text -> System.err.println(subject.label() + ": " + text))
                    .play();
        }
        return outcome;
    }
}
