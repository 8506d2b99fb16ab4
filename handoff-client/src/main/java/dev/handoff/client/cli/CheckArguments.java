package dev.handoff.client.cli;

import dev.handoff.fd.SignalText;
import dev.handoff.program.ReadyRule;
import dev.handoff.program.Rehearsal;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** What {@code check} is told of the program that it tries. What its words name is known when the listeners are. */
final class CheckArguments {
    private static final Duration READY_WITHIN = Duration.ofSeconds(60);
    private static final Duration DRAIN_WITHIN = Duration.ofSeconds(30);
    private static final Duration READY_AFTER = Duration.ofSeconds(1);
    private static final int SIGTERM = 15;
    private static final List<Option> READY =
            List.of(Option.READY_NOTIFY, Option.READY_TCP, Option.READY_HTTP, Option.READY_AFTER);

    private CheckArguments() {}

    /**
     * Reads and checks them.
     *
     * @throws UsageException saying what is wrong
     */
    static Rehearsal.Terms of(Arguments arguments) throws UsageException {
        if (arguments.programWords().isEmpty()) {
            throw new UsageException("check needs -- COMMAND");
        }
        arguments.control();
        arguments.listeners();
        arguments.patience();
        for (String path : arguments.values(Option.WARM)) {
            if (!path.matches("/\\p{Graph}*")) {
                throw new UsageException("--warm " + Printable.of(path) + ": a path, such as /health");
            }
        }
        Map<String, String> environment = ProgramArguments.pairs(arguments, Option.ENV);
        return new Rehearsal.Terms(
                arguments.programWords(),
                environment,
                readiness(arguments),
                time(arguments, Option.READY_WITHIN, READY_WITHIN),
                arguments.values(Option.WARM),
                signal(arguments),
                time(arguments, Option.DRAIN_WITHIN, DRAIN_WITHIN));
    }

    private static ReadyRule readiness(Arguments arguments) throws UsageException {
        List<Option> given = READY.stream().filter(arguments::has).toList();
        if (given.size() > 1) {
            throw new UsageException(
                    "--" + given.get(0).word() + " and --" + given.get(1).word() + " exclude each other");
        }
        Option option = given.isEmpty() ? Option.READY_AFTER : given.get(0);
        ReadyRule.How how = ReadyRule.How.valueOf(option.name().substring("READY_".length()));
        List<String> where = option.takesArgument() ? arguments.values(option) : List.of();
        return new ReadyRule(how, String.join("", where), time(arguments, Option.READY_AFTER, READY_AFTER));
    }

    private static Duration time(Arguments arguments, Option option, Duration otherwise) throws UsageException {
        List<String> given = arguments.values(option);
        return given.isEmpty() ? otherwise : DurationText.parse(given.get(0));
    }

    private static int signal(Arguments arguments) throws UsageException {
        List<String> given = arguments.values(Option.DRAIN_SIGNAL);
        try {
            return given.isEmpty() ? SIGTERM : SignalText.parse("--drain-signal ", given.get(0));
        } catch (IllegalArgumentException e) {
            throw new UsageException(Printable.of(String.valueOf(e.getMessage())));
        }
    }
}
