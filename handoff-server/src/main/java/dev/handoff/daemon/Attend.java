package dev.handoff.daemon;

import dev.handoff.AddressInUseException;
import dev.handoff.Handoff;
import dev.handoff.HandoffBuilder;
import dev.handoff.client.ControlDirectory;
import dev.handoff.client.cli.ExitStatus;
import dev.handoff.client.cli.Failure;
import dev.handoff.fd.Deadline;
import dev.handoff.fd.PidFd;
import dev.handoff.fd.UnixStream;
import dev.handoff.program.AttendantLine;
import dev.handoff.program.ReadyWatch;
import dev.handoff.program.Slot;
import dev.handoff.resident.Resident;
import dev.handoff.wire.NamedListener;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code handoff-server attend}: stays beside a program that knows nothing of Handoff, and does all of the protocol for it. It
 * is started by {@code handoff-client request -- COMMAND}, which gets the listeners over our standard input and becomes the
 * program; so it is a command of that program's and not of people's, and no help names it.
 *
 * <p>What goes wrong before the program is executed is said over that line alone; whoever is at its other end says it on.
 */
final class Attend {
    private static final Duration SAY = Duration.ofSeconds(10);
    /** From the gift to the program's execution. */
    private static final Duration EXECUTED = Duration.ofSeconds(60);

    private final Logger log = LoggerFactory.getLogger(Attend.class);
    private final UnixStream stream;
    private final AttendantLine line;
    /** The listeners are here, or will not be. */
    private volatile boolean isDecided;

    private Attend(UnixStream stream) {
        this.stream = stream;
        this.line = AttendantLine.over(stream);
    }

    /** Attends, and returns the exit status, which nobody waits for. */
    static int run(String... words) throws IOException, InterruptedException {
        Attend attend = new Attend(UnixStream.ofStandardInput());
        try (AttendantLine closed = attend.line) {
            return attend.attend(words);
        }
    }

    private int attend(String... words) throws IOException, InterruptedException {
        RunOptions options;
        HandoffBuilder terms;
        try {
            options = RunOptions.parse(words);
            terms = Run.terms(options);
        } catch (IllegalArgumentException e) {
            return say(new Failure(ExitStatus.USAGE, "starting: " + e.getMessage()));
        }
        String step = "requesting";
        endWithTheProgramToBe();
        try (Handoff handoff = terms.open()) {
            isDecided = true;
            step = "executing";
            Resident resident = new Resident(handoff, given(handoff, options), options.conduct());
            step = "attending";
            line.close();
            return resident.run();
        } catch (AddressInUseException e) {
            return say(new Failure(ExitStatus.TEMPORARY, step + ": " + e.getMessage()));
        } catch (IOException | RuntimeException e) {
            return say(Failure.of(e, step));
        }
    }

    /** Whoever is to become the program may be told to end while it stands by, or in line: then nobody is left to attend. */
    private void endWithTheProgramToBe() {
        Thread watch = new Thread(this::awaitItsEnd, "handoff-program-to-be");
        watch.setDaemon(true);
        watch.start();
    }

    private void awaitItsEnd() {
        try (PidFd process = other()) {
            process.awaitEnd(Deadline.never());
            if (!isDecided) {
                log.info(
                        "process {} has ended without its listeners: its attendant ends as well",
                        stream.peer().pid());
                System.exit(ExitStatus.TEMPORARY.code());
            }
        } catch (IOException e) {
            log.warn("the process that is to be the program can't be watched: {}", e.getMessage());
        }
    }

    private PidFd other() throws IOException {
        Optional<PidFd> peer = stream.peerPidFd();
        // While it holds the other end the number is its own.
        return peer.isPresent() ? peer.get() : PidFd.of(stream.peer().pid());
    }

    /** Gives the listeners away and waits until the program runs. */
    private Follower given(Handoff handoff, RunOptions options) throws IOException {
        int pid = stream.peer().pid();
        PidFd process = other();
        List<String> names = List.copyOf(options.listeners().keySet());
        List<NamedListener> listeners = CommandLauncher.listeners(handoff, names);
        ReadyWatch watch =
                options.program().readiness().with(Slot.of(listeners)).open(ControlDirectory.of(options.control()));
        try {
            line.give(listeners, watch.notifySocket(), Deadline.in(SAY));
            line.awaitExecuted(Deadline.in(EXECUTED));
            return new Follower(pid, process, watch, options.program().readyWithin());
        } catch (IOException | RuntimeException e) {
            watch.close();
            process.close();
            throw e;
        }
    }

    private int say(Failure failure) {
        isDecided = true;
        try {
            line.fail(failure.status().code(), failure.sentence(), Deadline.in(SAY));
        } catch (IOException nobodyListens) {
            log.error("{}", failure.sentence());
        }
        return failure.status().code();
    }
}
