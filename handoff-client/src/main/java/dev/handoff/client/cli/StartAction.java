package dev.handoff.client.cli;

import dev.handoff.fd.Deadline;
import dev.handoff.fd.Environment;
import dev.handoff.fd.Exec;
import dev.handoff.fd.Invocation;
import dev.handoff.fd.OwnedFd;
import dev.handoff.program.AttendantLine;
import dev.handoff.program.ListenEnvironment;
import dev.handoff.program.Slot;
import dev.handoff.program.Template;
import dev.handoff.wire.NamedListener;
import java.io.EOFException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Leaves an attendant beside this process, gets the listeners from it, and becomes the program. */
final class StartAction implements Action {
    /** For the attendant's JVM to start, beside the time for which it may stand in line. */
    private static final Duration ATTENDANT_STARTS = Duration.ofSeconds(60);

    private static final Duration SAY = Duration.ofSeconds(5);

    private final ProgramArguments program;

    StartAction(ProgramArguments program) {
        this.program = program;
    }

    /** Returns only by a failure; the program's output is its own. */
    @Override
    public String run(Arguments arguments, Steps steps) throws IOException, UsageException {
        Environment own = Environment.ofThisProcess();
        // Before anything else: a predecessor does not even notice.
        Invocation invocation = Invocation.of(program.words(), withPath(own));
        Deadline deadline = Deadline.in(arguments.patience().plus(ATTENDANT_STARTS));
        try (AttendantLine line = Attendant.start(own, program.forAttendant())) {
            steps.enter(Steps.Step.REQUESTING);
            try (AttendantLine.Gift gift = received(line, deadline)) {
                steps.enter(Steps.Step.EXECUTING);
                become(invocation, own, gift);
            } catch (IOException | RuntimeException e) {
                say(line, Failure.of(e, steps.current().toString()), e);
                throw e;
            }
        }
        return "";
    }

    private Environment withPath(Environment own) {
        String path = program.environment().get("PATH");
        return path == null ? own : own.with("PATH", path);
    }

    private static AttendantLine.Gift received(AttendantLine line, Deadline deadline) throws IOException {
        try {
            return line.receive(deadline);
        } catch (EOFException e) {
            EnvironmentException ended = new EnvironmentException("the attendant ended without a word");
            ended.initCause(e);
            throw ended;
        }
    }

    private void become(Invocation invocation, Environment own, AttendantLine.Gift gift) throws IOException {
        List<String> asked = List.copyOf(program.listeners().keySet());
        List<String> given =
                gift.listeners().stream().map(NamedListener::name).distinct().toList();
        if (!given.equals(asked)) {
            throw new EnvironmentException("the attendant gave the listeners " + given + ", and not " + asked);
        }
        List<Slot> slots = Slot.of(gift.listeners());
        List<OwnedFd> descriptors = new ArrayList<>();
        gift.listeners().forEach(listener -> descriptors.add(listener.fd()));
        Environment environment = ListenEnvironment.of(own, slots, gift.notifyAt(), program.environment());
        if (environment.value(ListenEnvironment.PID).isEmpty()) {
            String pid = Long.toString(ProcessHandle.current().pid());
            environment = environment.with(ListenEnvironment.PID, pid);
        }
        List<String> words = Template.expandAll(program.words(), slots);
        Exec.of(invocation.with(words), environment, descriptors).replace();
    }

    // It gives the listeners back then; if it does not hear this it sees that we have ended.
    private static void say(AttendantLine line, Failure failure, Exception because) {
        try {
            line.fail(failure.status().code(), failure.sentence(), Deadline.in(SAY));
        } catch (IOException e) {
            because.addSuppressed(e);
        }
    }
}
