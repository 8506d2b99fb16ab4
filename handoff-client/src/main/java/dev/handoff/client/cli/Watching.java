package dev.handoff.client.cli;

import dev.handoff.fd.Terminal;
import dev.handoff.wire.v1.Status;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shows, on the standard error, what a command waits for: the handoff that goes on at the control path. A wait of less than a
 * second is not worth a line. On a terminal it is a picture, gone when the wait is over; elsewhere lines, if another handoff is
 * in our way. What can't be shown is not shown: nothing of the command depends on it.
 */
public final class Watching implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(1);
    private static final Duration TICK = Duration.ofMillis(250);
    private static final long END_MILLIS = 2_000;

    private final Logger log = LoggerFactory.getLogger(Watching.class);
    private final PrintStream out = System.err;
    private final CountDownLatch over = new CountDownLatch(1);
    private final Sightings sightings;
    private final Thread thread = new Thread(this::run, "handoff-watching");

    private Watching(Path control) {
        sightings = new Sightings(control, TICK);
        thread.setDaemon(true);
    }

    /** Begins, unless it is not wanted. {@link #close} returns when nothing is shown any more. */
    public static Watching beside(Path control, boolean isQuiet) {
        Watching watching = new Watching(control);
        if (!isQuiet) {
            watching.thread.start();
        }
        return watching;
    }

    private void run() {
        try {
            if (over.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
            boolean isTerminal = Terminal.ofStandardError().isPresent();
            if (isTerminal) {
                picture();
            } else {
                lines();
            }
        } catch (IOException e) {
            log.debug("nothing is shown any more: {}", e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void picture() throws IOException {
        Screen screen = new Screen(out, Terminal::ofStandardError);
        Paint paint = Paint.on(true);
        Course course = new Course(what -> {});
        try {
            while (look(course)) {
                screen.draw(Picture.of(course, screen.columns(), paint));
            }
        } finally {
            screen.clear();
        }
    }

    private void lines() throws IOException {
        Show lines = Show.lines(out, false);
        Course course = new Course(lines::happened);
        Optional<Status> first = sightings.next();
        if (first.isPresent() && first.get().hasSuccessor()) {
            course.see(first.get());
            while (look(course)) {
                lines.look(course);
            }
        }
    }

    private boolean look(Course course) throws IOException {
        if (over.getCount() == 0 || course.stage() == Course.Stage.OVER) {
            return false;
        }
        sightings.next().ifPresentOrElse(course::see, course::lost);
        return over.getCount() > 0;
    }

    @Override
    public void close() {
        over.countDown();
        sightings.close();
        try {
            thread.join(END_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
