package dev.handoff.demo.takeover;

import dev.handoff.wire.v1.Status;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Optional;

/** The demo for a browser: v1 serves the page at {@code /live}, which starts all that comes after. */
final class Live {
    private static final Duration START = Duration.ofSeconds(30);
    private static final long LOOK_MILLIS = 250;
    /** In a row: then nobody serves any more. */
    private static final int MOST_SILENT_LOOKS = 12;

    private static final String[] OPTIONS = {
        "--releases-from-page", "--probation", "3s", "--drain-deadline", "10s", "--silence", "5s"
    };

    private Live() {}

    /** Serves until the last release has ended, or until this process is told to; the stage's to close. */
    static void serve(Stage stage, PrintStream out) throws IOException, InterruptedException {
        DemoProcess first = stage.start("v1", OPTIONS);
        int port = first.awaitReady(START).port();
        out.println("http://127.0.0.1:" + port + "/live");
        out.println("Open it in a browser of this machine. Ctrl-C ends it.");
        String told = "";
        int silent = 0;
        while (silent < MOST_SILENT_LOOKS) {
            Optional<Status> now = look(stage);
            silent = now.isPresent() ? 0 : silent + 1;
            String text = now.map(Live::text).orElse(told);
            if (!text.equals(told)) {
                out.println(text);
                told = text;
            }
            Thread.sleep(LOOK_MILLIS);
        }
        out.println("nobody serves any more");
    }

    /** Empty if nobody answers, or not in time: a question may meet an owner that is on its way out. */
    private static Optional<Status> look(Stage stage) {
        try {
            return Residents.status(stage.control());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static String text(Status status) {
        return status.getRelease() + ", generation " + status.getGeneration() + " (pid " + status.getPid() + "): "
                + status.getPhase();
    }
}
