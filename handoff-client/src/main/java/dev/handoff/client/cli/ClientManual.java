package dev.handoff.client.cli;

import dev.handoff.client.manual.Manual;
import dev.handoff.client.manual.Note;
import dev.handoff.client.manual.OptionText;
import dev.handoff.client.manual.Value;
import dev.handoff.client.manual.Verb;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** All that is said of {@code handoff-client}. Nothing of it is loaded by a command that does its work. */
public final class ClientManual {
    private static final String CONTROL = " --control /run/shop/control.sock";

    private ClientManual() {}

    /** Of the program. */
    public static Manual manual() {
        return new Manual(
                "handoff-client",
                1,
                "ask the process that serves on a control socket for its listening sockets",
                List.of(
                        "Asks the process that serves on a control socket for its listening sockets, how it is and how its"
                                + " handoffs went.",
                        "With --json the answer is one JSON object on one line, of 'watch' one object on each line, and so"
                                + " is a failure: members outcome, exitStatus, step and reason. Members are only added."),
                Arrays.stream(Command.values()).map(ClientManual::verb).toList(),
                ExitNotes.all(),
                environment(),
                files(),
                List.of("handoff-server(8)", "sd_listen_fds(3)", "unix(7)"));
    }

    private static Verb verb(Command command) {
        List<String> paragraphs = new ArrayList<>(List.of(command.description()));
        if (command.takesProgram()) {
            paragraphs.add(command.withProgram());
        }
        String program = command == Command.CHECK ? "-- COMMAND [ARGUMENT]..." : "[-- COMMAND [ARGUMENT]...]";
        return new Verb(
                command.word(),
                command.summary(),
                command.takesProgram() ? program : "",
                paragraphs,
                command.options().stream().map(each -> option(command, each)).toList(),
                exits(command),
                examples(command));
    }

    private static OptionText option(Command command, Option option) {
        boolean isRequired = switch (option) {
            case CONTROL -> command != Command.REQUEST;
            case PID -> command == Command.STORE;
            case LISTENER -> command == Command.DELETE;
            default -> false;
        };
        return new OptionText(
                option.word(),
                option.argument(),
                option.description(),
                isRequired,
                option.isRepeatable(),
                value(option));
    }

    private static Value value(Option option) {
        return switch (option) {
            case CONTROL, AGENT -> Value.of(Value.Kind.FILE);
            case PID -> Value.of(Value.Kind.PROCESS);
            case FORMAT -> Value.of("text", "json", "prometheus");
            case DRAIN_SIGNAL -> Value.of("TERM", "INT", "QUIT", "HUP", "USR1", "USR2", "KILL");
            case LISTENER,
                    LISTEN,
                    ENV,
                    RELEASE,
                    ALLOW_ROLLBACK,
                    STANDBY,
                    ALLOW_FOREIGN_NETNS,
                    ALLOW_USER,
                    READY_NOTIFY,
                    READY_TCP,
                    READY_HTTP,
                    READY_AFTER,
                    READY_WITHIN,
                    WARM,
                    PROBATION,
                    DRAIN_WITHIN,
                    WAIT,
                    BEGIN_WITHIN,
                    QUIET,
                    JSON,
                    VERBOSE,
                    HELP,
                    VERSION -> Value.unknown();
        };
    }

    private static List<Note> exits(Command command) {
        return switch (command) {
            case REQUEST, RETRIEVE ->
                List.of(new Note("any", "with COMMAND this process becomes it, and the status is COMMAND's own"));
            case READY -> List.of(new Note("75", "nobody waits for this word, or not yet"));
            case ROLLBACK -> List.of(new Note("69", "there is no release to go back to"));
            case WATCH ->
                List.of(
                        new Note("0", "the listeners changed hands, and the old generation has ended"),
                        new Note("75", "the handoff was given up or undone, or none began within --begin-within"),
                        new Note("77", "it was refused: an older release, or not permitted"));
            case CHECK, STATUS, HISTORY, LIST, STORE, DELETE, ARCHIVE -> List.of();
        };
    }

    private static List<Note> examples(Command command) {
        String name = "handoff-client " + command.word();
        return switch (command) {
            case REQUEST ->
                List.of(
                        new Note(name + CONTROL, "a rehearsal: asks, checks, and gives back"),
                        new Note(
                                name + CONTROL + " --listen http=0.0.0.0:8080 -- /srv/shop/bin/shop",
                                "starts a release in the place of the one that serves"));
            case CHECK -> List.of(new Note(name + CONTROL + " -- /srv/shop/next/bin/shop", "tries a release"));
            case WATCH ->
                List.of(new Note(
                        name + CONTROL + " --begin-within 1m",
                        "after the command that starts a release: tells a script whether it came about"));
            case STATUS -> List.of(new Note(name + CONTROL + " --format prometheus", "for a scraper"));
            case STORE ->
                List.of(new Note(name + " --control /run/store.sock --pid 4711 --listener http=8080", "keeps one"));
            case READY, ROLLBACK, HISTORY, LIST, RETRIEVE, DELETE, ARCHIVE -> List.of();
        };
    }

    private static List<Note> environment() {
        return List.of(
                new Note("JAVA_HOME", "where the JVM is, of version 17 or later; otherwise it is java on the PATH"),
                new Note("HANDOFF_ARCHIVE", "no archive of classes is used or made if this is off"),
                new Note(
                        "HANDOFF_SERVER",
                        "the handoff-server that attends a COMMAND; otherwise the one beside this program"),
                new Note(
                        "LISTEN_FDS, LISTEN_PID, LISTEN_FDNAMES",
                        "listeners that a service manager passes, with COMMAND"),
                new Note("NO_COLOR, TERM", "a terminal without colours"),
                new Note("XDG_CACHE_HOME", "where the archive of classes is, if not in ~/.cache"));
    }

    private static List<Note> files() {
        return List.of(
                new Note(
                        "PATH of --control", "the control socket, in a folder that only its owner's user can write to"),
                new Note(
                        "~/.cache/handoff/handoff-client-*.jsa",
                        "the archive of classes; it may be deleted at any time"));
    }
}
