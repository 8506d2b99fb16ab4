package dev.handoff.demo.takeover;

import java.io.IOException;
import java.io.PrintStream;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The demonstration, as a command. {@code demo-http/takeover} builds what it needs and runs it. */
public final class Takeover {
    private static final Duration LONGEST = Duration.ofSeconds(110);
    private static final int LOST_REQUESTS = 1;
    private static final int USAGE = 64;
    private static final int INTERNAL = 70;
    private static final int TOO_LONG = 75;
    private static final String HELP = """
            Usage: demo-http/takeover [--json]
                   demo-http/takeover --live [--port N]
            Replaces a small HTTP service three times under load, once by a release that breaks, and counts what was lost.
            Takes less than a minute. Exits 0 if no request failed, but those that the broken release had accepted.

              --json    print the result as one JSON object; progress goes to standard error
              --live    serve a page that shows it in a browser, and starts a release at a click, until Ctrl-C
              --port N  where to serve it (any free one)
              --help
            """;

    private Takeover() {}

    /** Runs it; exits 0, or 1 if a request was lost, 64 for a wrong option, 70 and 75 if it broke or took too long. */
    public static void main(String[] arguments) {
        List<String> given = new ArrayList<>(List.of(arguments));
        boolean inPlace = given.remove("--in-place");
        if (given.contains("--help")) {
            System.out.print(HELP);
        } else if (given.isEmpty() || given.equals(List.of("--json"))) {
            boundTime();
            boolean json = !given.isEmpty();
            System.exit(stage(stage -> perform(stage, json, !json && inPlace)));
        } else if (given.remove("--live") && isPort(given)) {
            System.exit(stage(stage -> {
                stage.listensOn(given.isEmpty() ? 0 : Integer.parseInt(given.get(1)));
                Live.serve(stage, System.out);
                return 0;
            }));
        } else {
            System.err.print(HELP);
            System.exit(USAGE);
        }
    }

    private static boolean isPort(List<String> given) {
        return given.isEmpty()
                || (given.size() == 2
                        && given.get(0).equals("--port")
                        && given.get(1).matches("\\d{1,5}"));
    }

    /** What is shown on a stage. */
    private interface Piece {
        int playedOn(Stage stage) throws IOException, InterruptedException;
    }

    private static int stage(Piece piece) {
        try (Stage stage = Stage.set(jar())) {
            return piece.playedOn(stage);
        } catch (IOException | IllegalStateException | URISyntaxException e) {
            System.err.println("takeover: " + e.getMessage());
            return INTERNAL;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return INTERNAL;
        }
    }

    private static int perform(Stage stage, boolean json, boolean inPlace) throws IOException, InterruptedException {
        PrintStream progress = json ? System.err : System.out;
        try (LiveLine line = LiveLine.on(progress, inPlace)) {
            Outcome outcome = new Play(stage, line).perform();
            line.close();
            System.out.print(json ? outcome.json() : outcome.table());
            return outcome.isLossless() ? 0 : LOST_REQUESTS;
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
