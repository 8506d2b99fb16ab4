package dev.handoff.client.cli;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What can be asked of the program. */
@SuppressWarnings("ImmutableEnumChecker") // the lists are List.of()
enum Command {
    REQUEST(
            "ask for the listeners and start a program with them, or print them and give them back",
            "Asks the process at the control path for its listeners as a successor would, checks each descriptor against"
                    + " what the manifest says of it, and gives them back: the process goes on unchanged. With --pid, does the"
                    + " same with a process that answers at no control path: it shows what could be taken from it, by"
                    + " 'handoff-server hold --pid' or by an application that is told to.",
            "With COMMAND, gets the listeners of --listen, or binds them where nobody answers at the control path, and"
                    + " becomes COMMAND: by exec, with the same process number. COMMAND has the listeners as descriptors 3"
                    + " and on, and LISTEN_FDS, LISTEN_PID and LISTEN_FDNAMES as sd_listen_fds(3) has them. {fd:NAME} and"
                    + " {port:NAME} in an argument or in --env are replaced by a listener's descriptor and port. A process"
                    + " stays beside it, which answers at the control path, undoes the handoff if COMMAND ends before it is"
                    + " ready or on probation, and tells it to finish when a successor has taken over.",
            List.of(
                    Option.CONTROL,
                    Option.LISTEN,
                    Option.ENV,
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
                    Option.DRAIN_WITHIN,
                    Option.PID,
                    Option.AGENT,
                    Option.LISTENER,
                    Option.WAIT,
                    Option.QUIET,
                    Option.JSON,
                    Option.VERBOSE,
                    Option.HELP)) {
        @Override
        Action action() {
            return new RequestOrTake();
        }

        @Override
        Action actionOf(ProgramArguments program) {
            return new StartAction(program);
        }
    },
    CHECK(
            "try a program as a release would start it, unnoticed by anybody",
            "Asks the process at the control path which listeners it has, and gives them back. Then starts COMMAND with"
                    + " private listeners of the same names and families in their place, on loopback or in a private folder,"
                    + " waits until it is ready, asks it for what is to warm it up, and tells it to end. The process that"
                    + " serves goes on unchanged, and nothing of COMMAND is left.",
            "{fd:NAME} and {port:NAME} in an argument, in --env, --ready-tcp or --ready-http are replaced by a private"
                    + " listener's descriptor and port.",
            List.of(
                    Option.CONTROL,
                    Option.LISTENER,
                    Option.ENV,
                    Option.READY_NOTIFY,
                    Option.READY_TCP,
                    Option.READY_HTTP,
                    Option.READY_AFTER,
                    Option.READY_WITHIN,
                    Option.WARM,
                    Option.DRAIN_SIGNAL,
                    Option.DRAIN_WITHIN,
                    Option.WAIT,
                    Option.JSON,
                    Option.VERBOSE,
                    Option.HELP)) {
        @Override
        Action action(Arguments arguments) throws UsageException {
            return new CheckAction(CheckArguments.of(arguments));
        }

        @Override
        Action action() {
            throw new IllegalStateException("nothing to check without a program");
        }
    },
    READY(
            "tell a release that is starting that it is READY",
            "Tells the release that is about to take over from the process at the control path, and that was told to wait for"
                    + " this word (the agent's ready=told), that it is READY. It then warms up and accepts; 'status' shows how"
                    + " that goes. Returns when the word was heard; exit status 75 if nobody waits for it, or not yet.",
            "",
            List.of(Option.CONTROL, Option.JSON, Option.VERBOSE, Option.HELP)) {
        @Override
        Action action() {
            return new ReadyAction();
        }
    },
    ROLLBACK(
            "go back to the release before the present one",
            "Has the process at the control path, a 'handoff-server run --watch', start its last good release before the present"
                    + " one, as it starts any release: beside the one that serves, which drains once the other has passed its"
                    + " probation. The release that was gone back from is not tried again until the artifact changes. One that"
                    + " is on trial is undone instead. Returns when that has begun; exit status 69 if there is no way back.",
            "",
            List.of(Option.CONTROL, Option.JSON, Option.VERBOSE, Option.HELP)) {
        @Override
        Action action() {
            return new RollbackAction();
        }
    },
    STATUS(
            "print what the process at the control path does",
            "Prints generation, release, phase and listeners of the process at the control path, what still drains, and"
                    + " how the last handoff went. It answers at once, also while a handoff is going on.",
            "",
            List.of(Option.CONTROL, Option.FORMAT, Option.JSON, Option.VERBOSE, Option.HELP)) {
        @Override
        Action action() {
            return new StatusAction();
        }
    },
    WATCH(
            "follow a handoff as it goes on",
            "Waits for a handoff to begin, or follows the one that goes on: its phases as they happen, how far the warm-up is, how"
                    + " much is left to drain, and which generations there are. On a terminal it draws; elsewhere, and with --json,"
                    + " each thing that happens is a line. Ends when the handoff has: exit status 0 when the listeners changed"
                    + " hands and the old generation has ended, 75 when it was given up or undone, and that of the refusal when"
                    + " it was refused.",
            "",
            List.of(Option.CONTROL, Option.BEGIN_WITHIN, Option.JSON, Option.VERBOSE, Option.HELP)) {
        @Override
        Action action() {
            return new WatchAction(System.out);
        }
    },
    HISTORY(
            "print how the last handoffs went",
            "Prints the last 50 handoffs, newest first, across all generations: whose they were, how they ended and why, how long"
                    + " warm-up and probation took, and what was drained. A release that was refused again and again is one"
                    + " line.",
            "",
            List.of(Option.CONTROL, Option.JSON, Option.VERBOSE, Option.HELP)) {
        @Override
        Action action() {
            return new HistoryAction();
        }
    },
    LIST(
            "print what a store keeps",
            "Prints the listeners that the store at the control path keeps: a 'handoff-server hold --store'.",
            List.of(Option.CONTROL, Option.JSON, Option.VERBOSE, Option.HELP)) {
        @Override
        Action action() {
            return StoreAction.LIST;
        }
    },
    STORE(
            "have a store keep the listeners of a running process",
            "Takes duplicates of the listeners of a process, which need not know of Handoff, and has the store at the control"
                    + " path keep them. The process goes on unchanged. If it dies, connections wait.",
            List.of(Option.CONTROL, Option.PID, Option.LISTENER, Option.JSON, Option.VERBOSE, Option.HELP)) {
        @Override
        Action action() {
            return StoreAction.STORE;
        }
    },
    RETRIEVE(
            "ask a store for listeners and start a program with them, or print them and close them",
            "Asks the store at the control path for duplicates of listeners, as a program that starts would, checks each"
                    + " against what the manifest says of it, and closes them.",
            "With COMMAND, becomes COMMAND with the duplicates: by exec, with the same process number. It has them as"
                    + " descriptors 3 and on in the order of --listener, and is told so as 'request' tells it. The store keeps"
                    + " its own: what connects while COMMAND is down waits for its next start. Nobody stays beside it.",
            List.of(Option.CONTROL, Option.LISTENER, Option.ENV, Option.JSON, Option.VERBOSE, Option.HELP)) {
        @Override
        Action action() {
            return StoreAction.RETRIEVE;
        }

        @Override
        Action actionOf(ProgramArguments program) {
            return new RetrieveAction(program);
        }
    },
    DELETE(
            "have a store let listeners go",
            "Has the store at the control path close its duplicates. Once nobody else has them, clients are refused; before,"
                    + " those of a program that is gone wait for ever.",
            List.of(Option.CONTROL, Option.LISTENER, Option.JSON, Option.VERBOSE, Option.HELP)) {
        @Override
        Action action() {
            return StoreAction.DELETE;
        }
    },
    ARCHIVE(
            "have the next starts of this command cost half",
            "Makes an archive of this program's classes for the JVM that it runs on, beside its jar if this user may write there,"
                    + " or else in $XDG_CACHE_HOME/handoff (~/.cache/handoff), and prints its name. Of use where the program is"
                    + " installed. Without it, the first start makes one when it has done its work, if ~/.cache is there. One"
                    + " that others could write to, or that is of another jar or JVM, is not used. HANDOFF_ARCHIVE=off: none"
                    + " is made or used.",
            List.of(Option.VERBOSE, Option.HELP)) {
        @Override
        Action action() {
            return new ArchiveAction();
        }
    };

    private final String summary;
    private final String description;
    private final String withProgram;
    private final List<Option> options;

    Command(String summary, String description, List<Option> options) {
        this(summary, description, "", options);
    }

    Command(String summary, String description, String withProgram, List<Option> options) {
        this.summary = summary;
        this.description = description;
        this.withProgram = withProgram;
        this.options = options;
    }

    /** How to do what was told. */
    Action action(Arguments arguments) throws UsageException {
        Optional<ProgramArguments> program = arguments.program();
        return program.isPresent() ? actionOf(program.get()) : action();
    }

    /** How to do it. */
    abstract Action action();

    /** How to do it with a program: of those that {@link #takesProgram}. */
    Action actionOf(ProgramArguments program) {
        throw new IllegalStateException(word() + " takes no program, and has " + program);
    }

    /** True if {@code -- COMMAND} may follow. */
    boolean takesProgram() {
        return !withProgram.isEmpty();
    }

    /** What it does with a program, in a paragraph. */
    String withProgram() {
        return withProgram;
    }

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
