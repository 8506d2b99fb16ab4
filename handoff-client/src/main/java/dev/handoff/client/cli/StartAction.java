package dev.handoff.client.cli;

import dev.handoff.fd.Deadline;
import dev.handoff.program.AttendantLine;
import dev.handoff.program.ListenFds;
import java.io.EOFException;
import java.io.IOException;
import java.time.Duration;
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
        // Before anything else: a predecessor does not even notice.
        ProgramImage image = ProgramImage.of(program);
        List<ListenFds.Passed> passed = ListenFds.take(
                System.getenv(),
                ProcessHandle.current().pid(),
                program.listeners().keySet());
        Deadline deadline = arguments.has(Option.STANDBY)
                ? Deadline.never()
                : Deadline.in(arguments.patience().plus(ATTENDANT_STARTS));
        try (AttendantLine line = Attendant.start(image.environment(), passed, program.forAttendant())) {
            steps.enter(Steps.Step.REQUESTING);
            try (AttendantLine.Gift gift = received(line, deadline, arguments)) {
                steps.enter(Steps.Step.EXECUTING);
                image.become(gift.listeners(), gift.notifyAt());
            } catch (IOException | RuntimeException e) {
                say(line, Failure.of(e, steps.current().toString()), e);
                throw e;
            }
        }
        return "";
    }

    private static AttendantLine.Gift received(AttendantLine line, Deadline deadline, Arguments arguments)
            throws IOException, UsageException {
        // Closed before the program is executed: no other thread may run then.
        try (Watching shown = Watching.beside(arguments.control(), arguments.isQuiet())) {
            return received(line, deadline);
        }
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

    // It gives the listeners back then; if it does not hear this it sees that we have ended.
    private static void say(AttendantLine line, Failure failure, Exception because) {
        try {
            line.fail(failure.status().code(), failure.sentence(), Deadline.in(SAY));
        } catch (IOException e) {
            because.addSuppressed(e);
        }
    }
}
