package dev.handoff.resident;

import dev.handoff.fd.ChildProcess;
import dev.handoff.fd.Deadline;
import dev.handoff.fd.Environment;
import dev.handoff.fd.Invocation;
import dev.handoff.fd.OwnedFd;
import dev.handoff.fd.Sockets;
import dev.handoff.fd.Spawn;
import dev.handoff.fd.UnixStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What ends a program if this process dies before it: a shell that waits at the other end of a line. The end of the line
 * without a word is our death, and the shell drains the program, and kills what is left of it at its deadline. Without it the
 * program would serve on at a listener that nobody can be asked for, and the next start would find its address in use.
 *
 * <p>PR_SET_PDEATHSIG would do less: it is set by the child itself, it signals one process and no group, and it takes the end
 * of a thread for the end of its process.
 */
final class Lifeline implements AutoCloseable {
    private static final String SHELL = "/bin/sh";
    private static final String WATCH = "read -r word || { kill -\"$2\" \"$1\"; left=$3;"
            + " while [ \"$left\" -gt 0 ] && kill -0 \"-$1\"; do sleep 1; left=$((left - 1)); done;"
            + " kill -9 \"-$1\"; } 2>/dev/null";
    private static final byte[] WORD = "done\n".getBytes(StandardCharsets.US_ASCII);
    private static final Duration SEND = Duration.ofSeconds(1);

    private final Logger log = LoggerFactory.getLogger(Lifeline.class);
    private final Children children;
    private final ChildProcess shell;
    private final UnixStream line;

    private Lifeline(Children children, ChildProcess shell, UnixStream line) {
        this.children = children;
        this.shell = shell;
        this.line = line;
    }

    /** Of the process group that {@code program} leads. */
    static Lifeline of(ChildProcess program, Conduct conduct, Children children) throws IOException {
        long seconds = Math.max(1, conduct.drainWithin().toSeconds());
        List<String> words = List.of(
                "sh",
                "-c",
                WATCH,
                "handoff-lifeline",
                Integer.toString(program.pid()),
                Integer.toString(conduct.drainSignal()),
                Long.toString(seconds));
        Environment environment = Environment.ofThisProcess();
        Invocation watch = Invocation.of(List.of(SHELL), environment).with(words);
        List<OwnedFd> ends = Sockets.pair();
        UnixStream ours = UnixStream.of(ends.get(0));
        try (OwnedFd theirs = ends.get(1)) {
            // Out of the reach of what is sent to our process group, SIGKILL included.
            Spawn spawn = Spawn.of(watch)
                    .environment(environment)
                    .standing(Spawn.Standing.OWN_SESSION)
                    .input(theirs);
            return new Lifeline(children, children.start(spawn, () -> {}), ours);
        } catch (IOException | RuntimeException e) {
            ours.close();
            throw e;
        }
    }

    /** The program is gone, or is to live on. */
    @Override
    public void close() {
        try {
            line.send(WORD, List.of(), Deadline.in(SEND));
        } catch (IOException e) {
            log.debug("the lifeline is broken: {}", e.getMessage());
        }
        line.close();
        children.leave(shell);
    }
}
