package dev.handoff.demo.takeover;

import java.io.IOException;
import java.io.PrintStream;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** The demonstration, as a command. {@code demo-http/takeover} builds what it needs and runs it. */
public final class Takeover {
    private static final Duration LONGEST = Duration.ofSeconds(110);
    private static final int LOST_REQUESTS = 1;
    private static final int USAGE = 64;
    private static final int INTERNAL = 70;
    private static final int TOO_LONG = 75;
    private static final String HELP = """
            Usage: demo-http/takeover [--json]
            Replaces a small HTTP service three times under load, once by a release that breaks, and counts what was lost.
            Takes less than a minute. Exits 0 if no request failed, but those that the broken release had accepted.

              --json  print the result as one JSON object; progress goes to standard error
              --help
            """;

    private Takeover() {}

    /** Runs it; exits 0, or 1 if a request was lost, 64 for a wrong option, 70 and 75 if it broke or took too long. */
    public static void main(String[] arguments) {
        List<String> given = List.of(arguments);
        if (given.contains("--help")) {
            System.out.print(HELP);
        } else if (!Set.of("--json", "--in-place").containsAll(given)) {
            System.err.print(HELP);
            System.exit(USAGE);
        } else {
            boolean json = given.contains("--json");
            System.exit(run(json, !json && given.contains("--in-place")));
        }
    }

    private static int run(boolean json, boolean inPlace) {
        boundTime();
        PrintStream progress = json ? System.err : System.out;
        try (Stage stage = Stage.set(jar());
                LiveLine line = LiveLine.on(progress, inPlace)) {
            Outcome outcome = new Play(stage, line).perform();
            line.close();
            System.out.print(json ? outcome.json() : outcome.table());
            return outcome.isLossless() ? 0 : LOST_REQUESTS;
        } catch (IOException | IllegalStateException | URISyntaxException e) {
            System.err.println("takeover: " + e.getMessage());
            return INTERNAL;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return INTERNAL;
        }
    }

    /** The executable that this class comes from. */
    private static Path jar() throws URISyntaxException {
        return Path.of(Takeover.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
    }

    /** Whatever hangs: after a while it is over, and the stage's shutdown hook clears up. */
    private static void boundTime() {
        Thread bound = new Thread(
                () -> {
                    try {
                        Thread.sleep(LONGEST.toMillis());
                        System.err.println("takeover: not done after " + LONGEST.toSeconds() + " s; given up");
                        System.exit(TOO_LONG);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                "takeover-bound");
        bound.setDaemon(true);
        bound.start();
    }
}
