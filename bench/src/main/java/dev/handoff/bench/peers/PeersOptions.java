package dev.handoff.bench.peers;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import joptsimple.OptionParser;
import joptsimple.OptionSet;
import joptsimple.OptionSpec;

/**
 * What the command was told.
 *
 * @param rounds at most
 * @param ours how often Handoff comes in one round
 * @param within no round begins after this time
 * @param warmUp requests that each Java server sends to itself
 * @param only parts of names; everybody if empty
 * @param out folder for the results
 * @param command {@code handoff-server}
 */
record PeersOptions(
        int rounds, int ours, Duration within, Turn.Rate rate, int warmUp, List<String> only, Path out, Path command) {

    private static final String USAGE = """
            Usage: bench/peers [OPTION]...
            Releases the same small server again and again, by Handoff and in the ways there are beside it, under one load.
            What is not on this machine is skipped, and said.

              --rounds N             at most so many (34); each has one release of everybody, and --ours of Handoff
              --ours N               (3)
              --within MINUTES       no round begins after that (60)
              --fresh N              requests a second, each on a connection of its own (60)
              --kept N               requests a second on kept connections (140)
              --connections N        kept ones (20)
              --warm-up N            requests that each Java server sends to itself before it serves (500)
              --only NAME            a part of a contestant's name; may be given several times
              --out FOLDER           where peers.html, peers.json and peers.md go (bench/target/peers)
              --brief                Handoff, HAProxy and nginx, two rounds
              --help
            """;
    private static final List<String> BRIEF = List.of("handoff, jetty", "haproxy", "nginx, usr2");

    PeersOptions {
        only = List.copyOf(only);
    }

    /** Empty if only help was asked for, which is printed. */
    static Optional<PeersOptions> parse(String... arguments) {
        Grammar grammar = new Grammar();
        OptionSet given = grammar.parser.parse(arguments);
        if (given.has(grammar.help)) {
            System.out.print(USAGE);
            return Optional.empty();
        }
        return Optional.of(grammar.read(given));
    }

    boolean isChosen(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return only.isEmpty() || only.stream().anyMatch(part -> lower.contains(part.toLowerCase(Locale.ROOT)));
    }

    private static final class Grammar {
        final OptionParser parser = new OptionParser(false);
        final OptionSpec<?> help = parser.accepts("help").forHelp();
        final OptionSpec<?> brief = parser.accepts("brief");
        final OptionSpec<Integer> rounds = number("rounds", 34);
        final OptionSpec<Integer> ours = number("ours", 3);
        final OptionSpec<Integer> within = number("within", 60);
        final OptionSpec<Integer> fresh = number("fresh", 60);
        final OptionSpec<Integer> kept = number("kept", 140);
        final OptionSpec<Integer> connections = number("connections", 20);
        final OptionSpec<Integer> warmUp = number("warm-up", 500);
        final OptionSpec<String> only = parser.accepts("only").withRequiredArg();
        final OptionSpec<String> out = parser.accepts("out").withRequiredArg().defaultsTo("bench/target/peers");
        final OptionSpec<String> command =
                parser.accepts("command").withRequiredArg().defaultsTo("handoff-server/bin/handoff-server");

        private OptionSpec<Integer> number(String name, int otherwise) {
            return parser.accepts(name).withRequiredArg().ofType(Integer.class).defaultsTo(otherwise);
        }

        PeersOptions read(OptionSet given) {
            boolean isBrief = given.has(brief);
            return new PeersOptions(
                    isBrief && !given.has(rounds) ? 2 : rounds.value(given),
                    isBrief && !given.has(ours) ? 1 : ours.value(given),
                    Duration.ofMinutes(within.value(given)),
                    new Turn.Rate(fresh.value(given), kept.value(given), connections.value(given)),
                    warmUp.value(given),
                    isBrief && !given.has(only) ? BRIEF : only.values(given),
                    Path.of(out.value(given)).toAbsolutePath(),
                    Path.of(command.value(given)).toAbsolutePath());
        }
    }
}
