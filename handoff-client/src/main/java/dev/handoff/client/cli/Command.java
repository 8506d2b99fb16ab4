package dev.handoff.client.cli;

import java.util.List;
import java.util.Locale;

/** What can be asked of the program. */
@SuppressWarnings("ImmutableEnumChecker") // the lists are List.of()
enum Command {
    REQUEST(
            "ask for the listeners, check them, print them, and give them back",
            "Asks the process at the control path for its listeners as a successor would, checks each descriptor against"
                    + " what the manifest says of it, and gives them back: the process goes on unchanged. With --pid, does the"
                    + " same with a process that answers at no control path: it shows what could be taken from it, by"
                    + " 'handoff-server hold --pid' or by an application that is told to.",
            List.of(
                    Option.CONTROL,
                    Option.PID,
                    Option.LISTENER,
                    Option.WAIT,
                    Option.JSON,
                    Option.VERBOSE,
                    Option.HELP)) {
        @Override
        Action action() {
            return new RequestOrTake();
        }
    },
    STATUS(
            "print what the process at the control path does",
            "Prints generation, release, phase and listeners of the process at the control path, what still drains, and"
                    + " how the last handoff went. It answers at once, also while a handoff is going on.",
            List.of(Option.CONTROL, Option.JSON, Option.VERBOSE, Option.HELP)) {
        @Override
        Action action() {
            return new StatusAction();
        }
    };

    private final String summary;
    private final String description;
    private final List<Option> options;

    Command(String summary, String description, List<Option> options) {
        this.summary = summary;
        this.description = description;
        this.options = options;
    }

    /** How to do it. */
    abstract Action action();

    /** Its name on the command line. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** In one line. */
    String summary() {
        return summary;
    }

    /** In a paragraph. */
    String description() {
        return description;
    }

    /** Those that it takes, in the order of the help. */
    List<Option> options() {
        return options;
    }

    /** The command called {@code word}. */
    static Command of(String word) throws UsageException {
        for (Command command : values()) {
            if (command.word().equals(word)) {
                return command;
            }
        }
        throw new UsageException("there is no command '" + Printable.of(word) + "'");
    }
}
