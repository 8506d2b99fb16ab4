package dev.handoff.client.cli;

import dev.handoff.wire.NamedListener;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import joptsimple.OptionException;
import joptsimple.OptionParser;
import joptsimple.OptionSet;
import joptsimple.OptionSpecBuilder;

/** A command and what it was told, checked. The only class that knows the option library. */
final class Arguments {
    private static final Duration WAIT = Duration.ofSeconds(5);
    /** As long as the attendant waits by itself. */
    private static final Duration WAIT_OF_PROGRAM = Duration.ofSeconds(60);

    private final Command command;
    private final OptionSet options;
    private final Optional<List<String>> program;

    private Arguments(Command command, OptionSet options, Optional<List<String>> program) {
        this.command = command;
        this.options = options;
        this.program = program;
    }

    /**
     * Reads a command line that begins with a command.
     *
     * @throws UsageException if it is none
     */
    static Arguments parse(String... line) throws UsageException {
        Command command = Command.of(line[0]);
        int end = command.takesProgram() ? Arrays.asList(line).indexOf("--") : -1;
        String[] own = Arrays.copyOfRange(line, 1, end < 0 ? line.length : end);
        refuseValuesOfFlags(command, own);
        OptionParser parser = new OptionParser(false);
        for (Option option : command.options()) {
            OptionSpecBuilder accepted = parser.accepts(option.word());
            if (option.takesArgument()) {
                accepted.withRequiredArg();
            }
        }
        try {
            OptionSet options = parser.parse(own);
            Optional<List<String>> program =
                    end < 0 ? Optional.empty() : Optional.of(Arrays.asList(line).subList(end + 1, line.length));
            Arguments arguments = new Arguments(command, options, program);
            arguments.check();
            return arguments;
        } catch (OptionException e) {
            throw new UsageException(Printable.of(String.valueOf(e.getMessage())));
        }
    }

    // The library would take --json=no for --json.
    private static void refuseValuesOfFlags(Command command, String... line) throws UsageException {
        for (Option option : command.options()) {
            for (String word : line) {
                if (!option.takesArgument() && word.startsWith("--" + option.word() + "=")) {
                    throw new UsageException("--" + option.word() + " takes no value");
                }
            }
        }
    }

    private void check() throws UsageException {
        if (wantsHelp()) {
            return;
        }
        if (!options.nonOptionArguments().isEmpty()) {
            throw new UsageException(command.word() + " takes no argument such as '"
                    + Printable.of(options.nonOptionArguments().get(0).toString()) + "'");
        }
        for (Option option : command.options()) {
            int given = options.valuesOf(option.word()).size();
            if (option.isRequired() && given == 0 && !isOfProcess()) {
                throw new UsageException(command.word() + " needs " + option.written());
            }
            if (given > 1 && !option.isRepeatable()) {
                throw new UsageException("--" + option.word() + " was given " + given + " times");
            }
        }
        if (command == Command.CHECK) {
            CheckArguments.of(this);
            return;
        }
        if (command == Command.STORE) {
            checkStore();
        } else if (program.isPresent()) {
            ProgramArguments.of(this);
        } else if (isOfProcess()) {
            checkOfProcess();
        } else {
            checkOfOwner();
        }
        refuseUseless();
    }

    private void checkOfOwner() throws UsageException {
        if (options.has(Option.AGENT.word())) {
            throw new UsageException("--agent is of no use without --pid");
        }
        if (command.options().contains(Option.CONTROL)) {
            control();
        }
        format();
        beginWithin();
        patience();
        if (listeners().isEmpty() && command == Command.DELETE) {
            throw new UsageException("delete needs " + Option.LISTENER.written());
        }
    }

    private void refuseUseless() throws UsageException {
        refuse(
                program.isPresent() ? ProgramArguments.useless(command) : ProgramArguments.OPTIONS,
                program.isPresent() ? "with -- COMMAND" : "without -- COMMAND");
    }

    private void refuse(Collection<Option> useless, String where) throws UsageException {
        for (Option option : useless) {
            if (has(option)) {
                throw new UsageException("--" + option.word() + " is of no use " + where);
            }
        }
    }

    /** The program and what it is to have, if one is named. */
    Optional<ProgramArguments> program() throws UsageException {
        return program.isPresent() ? Optional.of(ProgramArguments.of(this)) : Optional.empty();
    }

    /** What follows {@code --}. */
    List<String> programWords() {
        return program.orElse(List.of());
    }

    boolean has(Option option) {
        return command.options().contains(option) && options.has(option.word());
    }

    /** The values of an option, as they were written. */
    List<String> values(Option option) {
        return options.valuesOf(option.word()).stream().map(Object::toString).toList();
    }

    private void checkStore() throws UsageException {
        if (!options.has(Option.PID.word())) {
            throw new UsageException("store needs " + Option.PID.written());
        }
        control();
        pid();
        places();
    }

    private void checkOfProcess() throws UsageException {
        for (Option option : List.of(Option.CONTROL, Option.WAIT)) {
            if (options.has(option.word())) {
                throw new UsageException("--" + option.word()
                        + " is of no use with --pid: a process that is looked into" + " is not asked");
            }
        }
        pid();
        agent();
        places();
    }

    /** True if a process is named instead of a control path. */
    boolean isOfProcess() {
        return command != Command.STORE && command.options().contains(Option.PID) && options.has(Option.PID.word());
    }

    /** The process to take from. */
    int pid() throws UsageException {
        String text = text(Option.PID);
        try {
            int pid = Integer.parseInt(text);
            if (pid > 0) {
                return pid;
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        throw new UsageException("--pid: '" + Printable.of(text) + "' is no process's number");
    }

    /** The agent that may be attached to it. */
    Optional<Path> agent() throws UsageException {
        if (!options.has(Option.AGENT.word())) {
            return Optional.empty();
        }
        Path agent = path(Option.AGENT);
        if (!Files.isReadable(agent)) {
            throw new UsageException("--agent: " + Printable.of(agent.toString()) + " can't be read");
        }
        return Optional.of(agent);
    }

    /** Where it is to listen; none for everywhere. */
    List<PlaceText> places() throws UsageException {
        List<PlaceText> places = new ArrayList<>();
        for (Object place : options.valuesOf(Option.LISTENER.word())) {
            places.add(PlaceText.parse(place.toString()));
        }
        return places;
    }

    Command command() {
        return command;
    }

    boolean wantsHelp() {
        return options.has(Option.HELP.word());
    }

    boolean wantsJson() {
        return options.has(Option.JSON.word());
    }

    /** How a status is printed. */
    enum Format {
        TEXT,
        JSON,
        PROMETHEUS
    }

    /** The format asked for. */
    Format format() throws UsageException {
        if (!has(Option.FORMAT)) {
            return wantsJson() ? Format.JSON : Format.TEXT;
        }
        for (Format format : Format.values()) {
            if (format.name().toLowerCase(Locale.ROOT).equals(text(Option.FORMAT))) {
                if (wantsJson() && format != Format.JSON) {
                    throw new UsageException("--json and --format " + text(Option.FORMAT) + " exclude each other");
                }
                return format;
            }
        }
        throw new UsageException("--format " + Printable.of(text(Option.FORMAT)) + ": text, json or prometheus");
    }

    /** How long to wait for a handoff to begin; empty for ever. */
    Optional<Duration> beginWithin() throws UsageException {
        return has(Option.BEGIN_WITHIN) ? Optional.of(DurationText.parse(text(Option.BEGIN_WITHIN))) : Optional.empty();
    }

    /** Is what is waited for not to be shown? */
    boolean isQuiet() {
        return has(Option.QUIET);
    }

    /** The control path. */
    Path control() throws UsageException {
        return path(Option.CONTROL);
    }

    private Path path(Option option) throws UsageException {
        String path = text(option);
        try {
            if (!path.isEmpty()) {
                return Path.of(path);
            }
        } catch (InvalidPathException e) {
            throw new UsageException("--" + option.word() + ": " + Printable.of(String.valueOf(e.getMessage())));
        }
        throw new UsageException("--" + option.word() + ": an empty path");
    }

    /** The names asked for; none for all. */
    List<String> listeners() throws UsageException {
        List<String> names = new ArrayList<>();
        for (Object name : options.valuesOf(Option.LISTENER.word())) {
            try {
                names.add(NamedListener.requireName(name.toString()));
            } catch (IllegalArgumentException e) {
                throw new UsageException("--listener: " + Printable.of(String.valueOf(e.getMessage())));
            }
        }
        return names;
    }

    /** How long to stand in line. */
    Duration patience() throws UsageException {
        Duration otherwise = program.isPresent() ? WAIT_OF_PROGRAM : WAIT;
        return options.has(Option.WAIT.word()) ? DurationText.parse(text(Option.WAIT)) : otherwise;
    }

    private String text(Option option) {
        return options.valuesOf(option.word()).get(0).toString();
    }
}
