package dev.handoff.daemon;

import dev.handoff.artifact.WatchTerms;
import dev.handoff.client.cli.DurationText;
import dev.handoff.client.cli.UsageException;
import dev.handoff.fd.SignalText;
import dev.handoff.program.ReadyRule;
import dev.handoff.program.Slot;
import dev.handoff.program.Template;
import dev.handoff.resident.Conduct;
import dev.handoff.resident.Restart;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import joptsimple.OptionException;
import joptsimple.OptionParser;
import joptsimple.OptionSet;

/**
 * What {@code handoff-server run} was told.
 *
 * @param listeners addresses by name, in the order given
 * @param patience for our turn, or for a predecessor that is changing
 */
record RunOptions(
        Path control,
        Map<String, String> listeners,
        String release,
        RunAdmission admission,
        Duration patience,
        Conduct conduct,
        ProgramTerms program,
        RunRole role) {
    private static final Set<Integer> FORWARDED = Set.of(10, 18, 21, 22, 28);

    List<Integer> forwarded() {
        return role.forwarded();
    }

    boolean isInit() {
        return role.isInit();
    }

    /**
     * Reads the words after {@code run}.
     *
     * @throws IllegalArgumentException saying what is wrong
     */
    static RunOptions parse(String... words) {
        int end = Arrays.asList(words).indexOf("--");
        int before = end < 0 ? words.length : end;
        OptionParser parser = ServerOption.parser(ServerOption.OF_RUN);
        try {
            OptionSet options = parser.parse(Arrays.copyOf(words, before));
            if (!options.nonOptionArguments().isEmpty()) {
                throw new IllegalArgumentException("run takes no argument such as '"
                        + options.nonOptionArguments().get(0) + "'; what is to be run comes after --");
            }
            List<String> command = Arrays.asList(words).subList(Math.min(words.length, before + 1), words.length);
            return of(options, command);
        } catch (OptionException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    private static RunOptions of(OptionSet options, List<String> command) {
        if (!options.has("control") || !options.has("listen") || command.isEmpty()) {
            throw new IllegalArgumentException("run needs --control PATH, --listen NAME=ADDRESS and -- COMMAND");
        }
        Map<String, String> listeners = pairs(options, "listen");
        Map<String, String> environment = pairs(options, "env");
        command.forEach(word -> Template.check(word, listeners.keySet(), withPort(listeners)));
        environment.values().forEach(word -> Template.check(word, listeners.keySet(), withPort(listeners)));
        ProgramTerms program = new ProgramTerms(
                command,
                environment,
                readiness(options, listeners),
                time(options, "ready-within", "60s"),
                watch(options));
        if (program.watch().isPresent() != program.namesArtifact()) {
            throw new IllegalArgumentException(
                    "--watch SOURCE and {artifact} in the command or in --env belong together");
        }
        return new RunOptions(
                Path.of(text(options, "control", "")),
                listeners,
                text(options, "release", ""),
                RunAdmission.of(options),
                time(options, "wait", "60s"),
                conduct(options),
                program,
                new RunRole(
                        forwarded(options),
                        options.has("init") || ProcessHandle.current().pid() == 1,
                        options.has("quiet")));
    }

    private static Optional<WatchTerms> watch(OptionSet options) {
        if (!options.has("watch")) {
            return Optional.empty();
        }
        try {
            return Optional.of(WatchTerms.parse(text(options, "watch", ""), RunOptions::time));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("--watch: " + e.getMessage(), e);
        }
    }

    private static List<String> withPort(Map<String, String> listeners) {
        return listeners.entrySet().stream()
                .filter(each -> !each.getValue().startsWith("unix:"))
                .map(Map.Entry::getKey)
                .toList();
    }

    private static Map<String, String> pairs(OptionSet options, String option) {
        Map<String, String> pairs = new LinkedHashMap<>();
        for (Object each : options.valuesOf(option)) {
            String[] parts = each.toString().split("=", 2);
            if (parts.length != 2 || parts[0].isEmpty() || pairs.put(parts[0], parts[1]) != null) {
                throw new IllegalArgumentException("--" + option + " " + each + ": NAME=..., each name once");
            }
        }
        return pairs;
    }

    private static ReadyRule readiness(OptionSet options, Map<String, String> listeners) {
        List<String> given = new ArrayList<>(List.of("ready-notify", "ready-tcp", "ready-http", "ready-after"));
        given.removeIf(option -> !options.has(option));
        if (given.size() > 1) {
            throw new IllegalArgumentException("--" + given.get(0) + " and --" + given.get(1) + " exclude each other");
        }
        ReadyRule.How how = given.isEmpty()
                ? ReadyRule.How.AFTER
                : ReadyRule.How.valueOf(
                        given.get(0).substring("ready-".length()).toUpperCase(Locale.ROOT));
        String where = text(options, "ready-tcp", text(options, "ready-http", ""));
        ReadyRule rule = new ReadyRule(how, where, time(options, "ready-after", "1s"));
        // Whatever the ports will be, it has to be a place.
        rule.with(withPort(listeners).stream()
                .map(name -> new Slot(name, Slot.FIRST, OptionalInt.of(1)))
                .toList());
        return rule;
    }

    private static Conduct conduct(OptionSet options) {
        return new Conduct(
                time(options, "probation", "10s"),
                SignalText.parse("--drain-signal ", text(options, "drain-signal", "TERM")),
                time(options, "drain-within", "30s"),
                restart(text(options, "restart", "never")));
    }

    private static Restart restart(String word) {
        for (Restart each : Restart.values()) {
            if (each.name().toLowerCase(Locale.ROOT).replace('_', '-').equals(word)) {
                return each;
            }
        }
        throw new IllegalArgumentException("--restart " + word + ": never, on-failure or always");
    }

    private static List<Integer> forwarded(OptionSet options) {
        List<Integer> numbers = new ArrayList<>();
        for (Object each : options.valuesOf("forward")) {
            int number = SignalText.parse("--forward ", each.toString());
            if (!FORWARDED.contains(number)) {
                throw new IllegalArgumentException("--forward " + each + ": only USR1, WINCH, TTIN, TTOU and CONT");
            }
            numbers.add(number);
        }
        return numbers;
    }

    private static Duration time(OptionSet options, String option, String otherwise) {
        try {
            return time(text(options, option, otherwise));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("--" + option + ": " + e.getMessage(), e);
        }
    }

    private static Duration time(String text) {
        try {
            return DurationText.parse(text);
        } catch (UsageException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    private static String text(OptionSet options, String option, String otherwise) {
        List<?> values = options.valuesOf(option);
        if (values.size() > 1) {
            throw new IllegalArgumentException("--" + option + " was given " + values.size() + " times");
        }
        return values.isEmpty() ? otherwise : values.get(0).toString();
    }
}
