package dev.handoff.faults.service;

import dev.handoff.Handoff;
import dev.handoff.HandoffBuilder;
import dev.handoff.faults.step.Steps;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * An application as the library's users write it. Arguments: the control path, the listener's address, the duty's file,
 * heartbeat, silence, probation, drain and the duty's tick in milliseconds; whether it comes again; how many listeners there are
 * beside it; the port where it reports its steps, and the step to be held at, if any.
 *
 * <p>Lines on standard input ask: {@code phase}, and whether an exchange is open; {@code accepted PORT NANOS}, how
 * many nanoseconds after that time of the monotonic clock it accepted a connection from that port, if it did. {@code end} ends it, as it stands.
 *
 * <p>One that comes again does not end when a successor has taken over and all is finished: it says {@code rests}, and after
 * {@code again} asks for the listeners like any other successor. What it should have let go of by then would show.
 */
public final class Service {
    private static final int BROKEN = 75;

    /** One that takes part. */
    private record Part(Handoff handoff, Answers answers) {}

    private static final Semaphore AGAIN = new Semaphore(0);
    private static volatile @Nullable Part current;

    private Service() {}

    /** Serves until a successor has taken over; exits 0 then, 75 if it never came to serve. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        Steps.connect(Integer.parseInt(arguments[10]), arguments[11]);
        listen();
        int status = serve(arguments);
        while (status == 0 && Boolean.parseBoolean(arguments[8])) {
            current = null;
            System.out.println("rests");
            AGAIN.acquire();
            status = serve(arguments);
        }
        Runtime.getRuntime().exit(status);
    }

    private static int serve(String[] arguments) throws InterruptedException {
        try (Handoff handoff = listeners(arguments)
                        .heartbeat(millis(arguments[3]), millis(arguments[4]))
                        .probation(millis(arguments[5]))
                        .drainDeadline(millis(arguments[6]))
                        .handleSignals(false)
                        .open();
                Answers answers = new Answers(handoff.channel("http"), handoff::isYielded)) {
            Duty duty = new Duty(Path.of(arguments[2]), millis(arguments[7]));
            handoff.measure(answers::inFlight, answers::connections);
            handoff.whileOwner(duty::start, duty::stop);
            handoff.onDrain(() -> Steps.reached("drained"));
            handoff.warmUp(() -> Steps.reached("warm-up"));
            current = new Part(handoff, answers);
            handoff.ready();
            handoff.awaitRetired();
            closeSpares(handoff, arguments);
            return 0;
        } catch (IOException | RuntimeException e) {
            System.err.println("service: " + e);
            return BROKEN;
        }
    }

    private static int spares(String[] arguments) {
        return Integer.parseInt(arguments[9]);
    }

    private static HandoffBuilder listeners(String[] arguments) {
        HandoffBuilder builder = Handoff.at(Path.of(arguments[0])).listener("http", arguments[1]);
        for (int i = 1; i <= spares(arguments); i++) {
            builder.listener("spare-" + i, "127.0.0.1:0");
        }
        return builder;
    }

    private static void closeSpares(Handoff handoff, String[] arguments) throws IOException {
        for (int i = 1; i <= spares(arguments); i++) {
            handoff.channel("spare-" + i).close();
        }
    }

    private static Duration millis(String text) {
        return Duration.ofMillis(Long.parseLong(text));
    }

    private static void listen() {
        Thread thread = new Thread(
                () -> {
                    try {
                        answer();
                    } catch (IOException gone) {
                        // So is whoever asked.
                    }
                },
                "questions");
        thread.setDaemon(true);
        thread.start();
    }

    private static void answer() throws IOException {
        BufferedReader questions = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = questions.readLine(); line != null; line = questions.readLine()) {
            if (line.equals("end")) {
                Runtime.getRuntime().exit(0);
            } else if (line.equals("again")) {
                AGAIN.release();
            } else {
                System.out.println(line + " " + answer(line, current));
            }
        }
    }

    private static String answer(String question, @Nullable Part part) {
        if (part == null) {
            return "-";
        }
        if (question.equals("phase")) {
            return part.handoff().phase() + (part.handoff().status().hasSuccessor() ? " in exchange" : "");
        }
        String[] words = question.split(" ", 3);
        OptionalLong later = part.answers().accepted(Integer.parseInt(words[1]), Long.parseLong(words[2]));
        return later.isPresent() ? String.valueOf(later.getAsLong()) : "-";
    }
}
