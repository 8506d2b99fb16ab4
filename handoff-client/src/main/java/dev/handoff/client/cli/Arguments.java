package dev.handoff.client.cli;

import dev.handoff.wire.NamedListener;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import joptsimple.OptionException;
import joptsimple.OptionParser;
import joptsimple.OptionSet;
import joptsimple.OptionSpecBuilder;

/** A command and what it was told, checked. The only class that knows the option library. */
final class Arguments {
    private static final Duration WAIT = Duration.ofSeconds(5);

    private final Command command;
    private final OptionSet options;

    private Arguments(Command command, OptionSet options) {
        this.command = command;
        this.options = options;
    }

    /**
     * Reads a command line that begins with a command.
     *
     * @throws UsageException if it is none
     */
    static Arguments parse(String... line) throws UsageException {
        Command command = Command.of(line[0]);
        refuseValuesOfFlags(command, line);
        OptionParser parser = new OptionParser(false);
        for (Option option : command.options()) {
            OptionSpecBuilder accepted = parser.accepts(option.word());
            if (option.takesArgument()) {
                accepted.withRequiredArg();
            }
        }
        try {
            OptionSet options = parser.parse(Arrays.copyOfRange(line, 1, line.length));
            Arguments arguments = new Arguments(command, options);
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
        if (isOfProcess()) {
            checkOfProcess();
        } else {
            control();
            listeners();
            patience();
        }
    }

    private void checkOfProcess() throws UsageException {
        for (Option option : List.of(Option.CONTROL, Option.WAIT)) {
            if (options.has(option.word())) {
                throw new UsageException("--" + option.word()
                        + " is of no use with --pid: a process that is looked into" + " is not asked");
            }
        }
        pid();
        places();
    }

    /** True if a process is named instead of a control path. */
    boolean isOfProcess() {
        return command.options().contains(Option.PID) && options.has(Option.PID.word());
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

    /** The control path. */
    Path control() throws UsageException {
        String path = text(Option.CONTROL);
        try {
            if (!path.isEmpty()) {
                return Path.of(path);
            }
        } catch (InvalidPathException e) {
            throw new UsageException("--control: " + Printable.of(String.valueOf(e.getMessage())));
        }
        throw new UsageException("--control: an empty path");
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
        return options.has(Option.WAIT.word()) ? DurationText.parse(text(Option.WAIT)) : WAIT;
    }

    private String text(Option option) {
        return options.valuesOf(option.word()).get(0).toString();
    }
}
