package dev.handoff.client.cli;

import dev.handoff.fd.Deadline;
import dev.handoff.fd.Terminal;
import dev.handoff.fd.TimeoutException;
import dev.handoff.wire.v1.HandoffRecord;
import dev.handoff.wire.v1.Status;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Optional;

/**
 * Follows one handoff to its end. Unlike other commands it writes while it works; a reader that does not read holds up nobody
 * but this process, since the owner has an answer to each of its questions and no more.
 */
final class WatchAction implements Action {
    private static final Duration TICK = Duration.ofMillis(250);

    private final PrintStream out;

    WatchAction(PrintStream out) {
        this.out = out;
    }

    @Override
    public String run(Arguments arguments, Steps steps) throws IOException, UsageException {
        steps.enter(Steps.Step.CONNECTING);
        Deadline begin = arguments.beginWithin().map(Deadline::in).orElse(Deadline.never());
        try (Sightings sightings = new Sightings(arguments.control(), TICK)) {
            Show show = show(arguments);
            Course course = new Course(show::happened);
            while (course.stage() != Course.Stage.OVER) {
                Optional<Status> status = sightings.next();
                steps.enter(Steps.Step.WATCHING);
                status.ifPresentOrElse(course::see, course::lost);
                show.look(course);
                if (out.checkError()) {
                    throw new EnvironmentException("the standard output can't be written");
                }
                if (course.stage() == Course.Stage.IDLE && begin.isPast()) {
                    throw new TimeoutException("no handoff began in time");
                }
            }
            lookAtOwner(sightings, course);
            show.look(course);
            judge(course);
            return "";
        }
    }

    // Who is there in the end, for the picture; it may be gone by now.
    private static void lookAtOwner(Sightings sightings, Course course) {
        try {
            sightings.next().ifPresent(course::see);
        } catch (IOException gone) {
            // The outcome is known.
        }
    }

    private Show show(Arguments arguments) {
        boolean isPicture = !arguments.wantsJson() && Terminal.isStandardOutput();
        return isPicture ? Show.picture(out, Terminal::ofStandardOutput) : Show.lines(out, arguments.wantsJson());
    }

    private static void judge(Course course) throws OutcomeException {
        Optional<HandoffRecord> outcome = course.outcome();
        if (outcome.isPresent()) {
            OutcomeException.require(outcome.get());
        }
    }
}
