package dev.handoff.client.cli;

import dev.handoff.fd.ChildProcess;
import dev.handoff.fd.Deadline;
import dev.handoff.fd.Environment;
import dev.handoff.fd.Invocation;
import dev.handoff.fd.OwnedFd;
import dev.handoff.fd.Sockets;
import dev.handoff.fd.Spawn;
import dev.handoff.fd.UnixStream;
import dev.handoff.program.AttendantLine;
import dev.handoff.program.ListenFds;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** {@code handoff-server attend}: the process that stays beside a program which replaces us, and does all of the protocol. */
final class Attendant {
    /** For a shell to start a process and to end. */
    private static final Duration SHELL_ENDS = Duration.ofSeconds(30);
    // Its parent ends at once, so it is no child of the program's, which would not know what to do with the end of one.
    private static final String ORPHANED = "\"$@\" <&3 3<&- &";
    // What follows the line has been passed to us, and keeps its number; in place of the line is what no listener is.
    private static final String ORPHANED_HEIR =
            "sh -c 'LISTEN_PID=$$; export LISTEN_PID; exec \"$@\"' sh \"$@\"" + " <&3 3</dev/null &";

    private Attendant() {}

    /**
     * Starts it in a session of its own, where no terminal and no signal to our process group reaches it.
     *
     * @param passed listeners that were passed to us, and are passed on; closed here
     * @param words what it is told
     * @return the line to it, its standard input; close-on-exec here
     */
    static AttendantLine start(Environment environment, List<ListenFds.Passed> passed, List<String> words)
            throws IOException {
        List<OwnedFd> descriptors = new ArrayList<>();
        try {
            List<OwnedFd> ends = Sockets.pair();
            AttendantLine line = AttendantLine.over(UnixStream.of(ends.get(0)));
            descriptors.add(ends.get(1));
            passed.forEach(each -> descriptors.add(each.fd()));
            try {
                start(spawn(environment, passed, words).descriptors(descriptors));
                return line;
            } catch (IOException | RuntimeException e) {
                line.close();
                throw e;
            }
        } finally {
            OwnedFd.closeAll(descriptors);
        }
    }

    private static Spawn spawn(Environment environment, List<ListenFds.Passed> passed, List<String> words)
            throws IOException {
        String script = passed.isEmpty() ? ORPHANED : ORPHANED_HEIR;
        List<String> command = new ArrayList<>(List.of("sh", "-c", script, "sh"));
        Path file = ServerCommand.of(environment, List.of()).file();
        command.add(file.toString());
        command.add("attend");
        command.addAll(words);
        return Spawn.of(Invocation.of(List.of("/bin/sh"), environment).with(command))
                .environment(passed.isEmpty() ? environment : ListenFds.passingOn(environment, passed))
                .standing(Spawn.Standing.OWN_SESSION);
    }

    private static void start(Spawn spawn) throws IOException {
        try (ChildProcess shell = spawn.start()) {
            if (shell.awaitEnd(Deadline.in(SHELL_ENDS)).isEmpty()) {
                throw new EnvironmentException("a shell that has only to start handoff-server does not end");
            }
        }
    }
}
