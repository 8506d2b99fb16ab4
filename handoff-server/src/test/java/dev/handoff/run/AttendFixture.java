package dev.handoff.run;

import dev.handoff.wire.v1.Status;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;

/** Programs that follow each other, each with its attendant. */
abstract class AttendFixture extends RunFixture {
    private final Set<Long> attendants = new TreeSet<>();

    /** Nobody stays beside a program that has ended. */
    @AfterEach
    @Override
    void allEnd() throws InterruptedException {
        super.allEnd();
        attendants.forEach(RunFixture::awaitGone);
    }

    String url() {
        return "http://127.0.0.1:" + address().getPort() + "/";
    }

    RunProcess start(List<String> options, List<String> command) throws IOException {
        return start(List.of(), options, command);
    }

    RunProcess start(List<String> before, List<String> options, List<String> command) throws IOException {
        return started(RunProcess.startClient(temp, before, words("request", options, command)));
    }

    /** As {@link #start}, until it serves for good. */
    RunProcess serving(String release, List<String> options, List<String> command) throws IOException {
        return serving(List.of(), release, options, command);
    }

    RunProcess serving(List<String> before, String release, List<String> options, List<String> command)
            throws IOException {
        List<String> all = new ArrayList<>(List.of("--release", release, "--probation", "500ms"));
        all.addAll(options);
        RunProcess program = start(before, all, command);
        awaitOwner(release, program);
        return program;
    }

    @Override
    Status status() throws IOException {
        Status status = super.status();
        attendants.add((long) status.getPid());
        return status;
    }

    /** That release answers at the control path, by its attendant, and owns the listeners for good. */
    void awaitOwner(String release, RunProcess program) {
        Awaitility.await("owner " + release)
                .atMost(RunProcess.PATIENCE)
                .ignoreExceptions()
                .until(() -> {
                    if (!program.isAlive()) {
                        return true;
                    }
                    Status status = status();
                    return status.getRelease().equals(release)
                            && status.getPhase().equals("OWNER");
                });
        if (!program.isAlive()) {
            throw new AssertionError(release + " ended:\n" + program.said());
        }
    }
}
