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

/**
 * An application as the library's users write it. Arguments: the control path, the listener's address, the duty's file,
 * heartbeat, silence, probation and drain in milliseconds; how many listeners there are beside it; the port where it reports
 * its steps, and the step to be held at, if any.
 *
 * <p>Lines on standard input ask: {@code phase}, and whether an exchange is open; {@code accepted PORT NANOS}, whether it
 * accepted a connection from that port since that time of the monotonic clock. {@code end} ends it, as it stands.
 */
public final class Service {
    private static final int BROKEN = 75;

    private Service() {}

    /** Serves until a successor has taken over; exits 0 then, 75 if it never came to serve. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        Steps.connect(Integer.parseInt(arguments[8]), arguments[9]);
        Runtime.getRuntime().exit(serve(arguments));
    }

    private static int serve(String[] arguments) throws InterruptedException {
        try (Handoff handoff = listeners(arguments)
                .heartbeat(millis(arguments[3]), millis(arguments[4]))
                .probation(millis(arguments[5]))
                .drainDeadline(millis(arguments[6]))
                .handleSignals(false)
                .open()) {
            Answers answers = new Answers(handoff.channel("http"), handoff::isYielded);
            Duty duty = new Duty(Path.of(arguments[2]));
            handoff.measure(answers::inFlight, answers::connections);
            handoff.whileOwner(duty::start, duty::stop);
            handoff.onDrain(() -> Steps.reached("drained"));
            handoff.warmUp(() -> Steps.reached("warm-up"));
            listen(handoff, answers);
            handoff.ready();
            handoff.awaitRetired();
            return 0;
        } catch (IOException | RuntimeException e) {
            System.err.println("service: " + e);
            return BROKEN;
        }
    }

    private static HandoffBuilder listeners(String[] arguments) {
        HandoffBuilder builder = Handoff.at(Path.of(arguments[0])).listener("http", arguments[1]);
        for (int i = 1; i <= Integer.parseInt(arguments[7]); i++) {
            builder.listener("spare-" + i, "127.0.0.1:0");
        }
        return builder;
    }

    private static Duration millis(String text) {
        return Duration.ofMillis(Long.parseLong(text));
    }

    private static void listen(Handoff handoff, Answers answers) {
        Thread thread = new Thread(
                () -> {
                    try {
                        answer(handoff, answers);
                    } catch (IOException gone) {
                        // So is whoever asked.
                    }
                },
                "questions");
        thread.setDaemon(true);
        thread.start();
    }

    private static void answer(Handoff handoff, Answers answers) throws IOException {
        BufferedReader questions = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = questions.readLine(); line != null; line = questions.readLine()) {
            String[] words = line.split(" ", 3);
            if (words[0].equals("phase")) {
                System.out.println(
                        "phase " + handoff.phase() + (handoff.status().hasSuccessor() ? " in exchange" : ""));
            } else if (words[0].equals("end")) {
                Runtime.getRuntime().exit(0);
            } else {
                System.out.println(line + " " + answers.accepted(Integer.parseInt(words[1]), Long.parseLong(words[2])));
            }
        }
    }
}
