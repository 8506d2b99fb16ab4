package dev.handoff.client.cli;

import dev.handoff.program.Template;
import dev.handoff.wire.NamedListener;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A program to start, and what it is to have, as far as it can be checked here. What the addresses and times mean is the
 * attendant's to say, before it asks for anything.
 *
 * @param words its name and its arguments, with places for listeners
 * @param listeners addresses by name, in the order in which it has them; no addresses of those that a store keeps
 * @param environment what is set for it, with places as well
 * @param forAttendant the options that are told to the attendant, as they are written
 */
record ProgramArguments(
        List<String> words, Map<String, String> listeners, Map<String, String> environment, List<String> forAttendant) {
    private static final Set<Option> TOLD = EnumSet.of(
            Option.LISTEN,
            Option.RELEASE,
            Option.ALLOW_ROLLBACK,
            Option.STANDBY,
            Option.ALLOW_FOREIGN_NETNS,
            Option.ALLOW_USER,
            Option.READY_NOTIFY,
            Option.READY_TCP,
            Option.READY_HTTP,
            Option.READY_AFTER,
            Option.READY_WITHIN,
            Option.PROBATION,
            Option.DRAIN_SIGNAL,
            Option.DRAIN_WITHIN);
    /** Those that say something of a program. */
    static final Set<Option> OPTIONS = options();

    private static final Set<Option> USELESS = EnumSet.of(Option.LISTENER, Option.PID, Option.AGENT, Option.JSON);

    private static Set<Option> options() {
        Set<Option> all = EnumSet.copyOf(TOLD);
        all.add(Option.ENV);
        return Collections.unmodifiableSet(all);
    }

    /** Those that mean nothing with one. */
    static Set<Option> useless(Command command) {
        return command == Command.RETRIEVE ? Set.of(Option.JSON) : USELESS;
    }

    /**
     * Checks them.
     *
     * @throws UsageException saying what is wrong
     */
    static ProgramArguments of(Arguments arguments) throws UsageException {
        if (arguments.programWords().isEmpty()) {
            throw new UsageException("after -- a command is missing");
        }
        boolean isKept = arguments.command() == Command.RETRIEVE;
        Option naming = isKept ? Option.LISTENER : Option.LISTEN;
        if (!arguments.has(naming)) {
            throw new UsageException("with -- COMMAND, " + naming.written() + " is needed");
        }
        Map<String, String> listeners = isKept ? kept(arguments) : pairs(arguments, Option.LISTEN);
        Map<String, String> environment = pairs(arguments, Option.ENV);
        List<String> withPort = new ArrayList<>(listeners.keySet());
        withPort.removeIf(name -> listeners.getOrDefault(name, "").startsWith("unix:"));
        try {
            listeners.keySet().forEach(NamedListener::requireName);
            arguments.programWords().forEach(word -> Template.check(word, listeners.keySet(), withPort));
            environment.values().forEach(word -> Template.check(word, listeners.keySet(), withPort));
        } catch (IllegalArgumentException e) {
            throw new UsageException(Printable.of(String.valueOf(e.getMessage())));
        }
        arguments.control();
        arguments.patience();
        return new ProgramArguments(
                arguments.programWords(), listeners, environment, isKept ? List.of() : told(arguments));
    }

    private static Map<String, String> kept(Arguments arguments) throws UsageException {
        Map<String, String> listeners = new LinkedHashMap<>();
        arguments.listeners().forEach(name -> listeners.put(name, ""));
        return listeners;
    }

    /** The values of an option that are a name and what it is given. */
    static Map<String, String> pairs(Arguments arguments, Option option) throws UsageException {
        Map<String, String> pairs = new LinkedHashMap<>();
        for (String each : arguments.values(option)) {
            String[] parts = each.split("=", 2);
            if (parts.length != 2 || parts[0].isEmpty() || pairs.put(parts[0], parts[1]) != null) {
                throw new UsageException("--" + option.word() + " " + Printable.of(each) + ": " + option.argument()
                        + ", each name once");
            }
        }
        return pairs;
    }

    private static List<String> told(Arguments arguments) throws UsageException {
        List<String> told =
                new ArrayList<>(List.of("--control", arguments.control().toString()));
        told.addAll(List.of("--wait", arguments.patience().toMillis() + "ms"));
        for (Option option : TOLD) {
            if (!option.takesArgument() && arguments.has(option)) {
                told.add("--" + option.word());
            }
            for (String value : option.takesArgument() ? arguments.values(option) : List.<String>of()) {
                told.addAll(List.of("--" + option.word(), value));
            }
        }
        if (arguments.has(Option.VERBOSE)) {
            told.add("--" + Option.VERBOSE.word());
        }
        // Only its name: arguments are for anybody to read who lists processes, and so twice as long there.
        told.addAll(List.of("--", arguments.programWords().get(0)));
        return told;
    }
}
