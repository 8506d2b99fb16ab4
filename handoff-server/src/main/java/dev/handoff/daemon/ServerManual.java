package dev.handoff.daemon;

import dev.handoff.client.cli.ExitNotes;
import dev.handoff.client.manual.Manual;
import dev.handoff.client.manual.Note;
import dev.handoff.client.manual.Verb;
import java.util.List;

/** All that is said of {@code handoff-server}. */
public final class ServerManual {
    private static final String CONTROL = " --control /run/shop/control.sock --listen http=0.0.0.0:8080";

    private ServerManual() {}

    /** Of the program. */
    public static Manual manual() {
        return new Manual(
                "handoff-server",
                8,
                "hold listening sockets, and hand them over from one release of a program to the next",
                List.of(
                        "Owns listening sockets, answers for them at a control socket, and hands them over to the next process"
                                + " that asks there, without closing them: no connection is refused by a release."),
                List.of(hold(), run()),
                ExitNotes.all(),
                environment(),
                List.of(
                        new Note(
                                "PATH of --control",
                                "the control socket; its folder is made with mode 0700 if there is none"),
                        new Note(
                                "PATH.artifacts",
                                "what 'run --watch' fetched, unless folder= or STATE_DIRECTORY say another place")),
                List.of(
                        "handoff-client(1)",
                        "sd_listen_fds(3)",
                        "sd_notify(3)",
                        "signal(7)",
                        "systemd.service(5)",
                        "unix(7)"));
    }

    private static Verb hold() {
        return new Verb(
                "hold",
                "hold listeners for whoever comes for them",
                "",
                List.of(
                        "Holds listeners for whoever comes for them: --listen or --store is needed. It binds them, or takes them"
                                + " over from the process that answers at the control path, never accepts a connection, and"
                                + " answers there itself: connections wait in the kernel's queue until a successor takes the"
                                + " listeners over, and come back to that queue if the successor fails its probation. It ends"
                                + " when a successor is confirmed, or on SIGTERM or SIGINT.",
                        "With --pid, what is in use is taken out of that process, which need not know of Handoff. It goes on"
                                + " accepting meanwhile; it accepts beside the successor, too, until it ends. Its listeners"
                                + " become non-blocking.",
                        "With --store it keeps listeners for programs that may crash, those that it is told to listen at and any"
                                + " that it is given (handoff-client store; Handoff.keptAt). While it has one, connections wait,"
                                + " and the program's next start gets it back. It gives duplicates to whoever may connect: its"
                                + " own user and root, unless others are allowed. Only another hold --store takes over from it,"
                                + " and gets all. What it keeps is lost if it dies together with the program."),
                ServerOption.OF_HOLD.stream()
                        .map(option -> option.text(option == ServerOption.CONTROL))
                        .toList(),
                List.of(new Note("75", "or the successor failed its probation")),
                List.of(
                        new Note(
                                "handoff-server hold" + CONTROL,
                                "binds or takes over, queues connections until a successor comes"),
                        new Note(
                                "handoff-server hold" + CONTROL + " --pid 4711 --end QUIT",
                                "the first time: out of a server that knows nothing of this")));
    }

    private static Verb run() {
        return new Verb(
                "run",
                "stay beside a program, hold its listeners, and replace it without a gap",
                "-- COMMAND [ARGUMENT]...",
                List.of(
                        "Stays, holds the listeners, and runs COMMAND with them: as descriptors 3 and on, in the order of"
                                + " --listen, with LISTEN_FDS, LISTEN_PID and LISTEN_FDNAMES as sd_listen_fds(3) has them."
                                + " {fd:NAME} and {port:NAME} in an argument, in --env, --ready-tcp or --ready-http are replaced"
                                + " by a listener's descriptor and port. The listeners are bound, or taken over from the process"
                                + " that answers at the control path, which serves until COMMAND is ready, and takes them back"
                                + " if COMMAND fails its probation. It answers at the control path itself: a second 'run' takes"
                                + " over from it.",
                        "SIGHUP and SIGUSR2 start COMMAND anew beside the one that serves: once it is ready it is on probation,"
                                + " and then the old one drains. SIGTERM and SIGINT drain and end, at once if sent again;"
                                + " SIGQUIT kills the program and ends.",
                        "With --watch, COMMAND is started anew when SOURCE has another release: a path, https://HOST/PATH,"
                                + " github:OWNER/REPO[#PATTERN] or, with handoff-s3.jar, s3://BUCKET/KEY. It is fetched into a private folder, its SHA-256 is compared"
                                + " with what sha256= or the file SOURCE.sha256 says, and {artifact} in an argument or in --env"
                                + " is its path. One that fails is undone, and not tried again; 'handoff-client rollback' goes"
                                + " back to the one before."),
                ServerOption.OF_RUN.stream()
                        .map(option -> option.text(option == ServerOption.CONTROL || option == ServerOption.LISTEN))
                        .toList(),
                exitsOfRun(),
                List.of(
                        new Note(
                                "handoff-server run" + CONTROL + " -- /srv/shop/current/bin/shop",
                                "SIGHUP replaces the program"),
                        new Note(
                                "handoff-server run" + CONTROL
                                        + " --watch github:acme/shop -- java -jar {artifact} --fd {fd:http}",
                                "fetches and proves the next release itself")));
    }

    private static List<Note> exitsOfRun() {
        return List.of(
                new Note("0", "handed over to a successor, or COMMAND ended by the drain signal as it was told"),
                new Note("any", "that of COMMAND, when it ended by itself; 128 and the signal's number if by one"),
                new Note("131", "after SIGQUIT"),
                new Note("75", "or taken back by the predecessor"));
    }

    private static List<Note> environment() {
        return List.of(
                new Note("JAVA_HOME", "where the JVM is, of version 17 or later; otherwise it is java on the PATH"),
                new Note("LISTEN_FDS, LISTEN_PID, LISTEN_FDNAMES", "listeners that a service manager passes"),
                new Note("NOTIFY_SOCKET", "a service manager that is told how it goes, sd_notify(3)"),
                new Note("STATE_DIRECTORY", "where 'run --watch' keeps artifacts, unless it is told"),
                new Note("HTTPS_PROXY, NO_PROXY", "on the way to the source of 'run --watch'"));
    }
}
