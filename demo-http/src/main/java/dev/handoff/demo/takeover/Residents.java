package dev.handoff.demo.takeover;

import dev.handoff.client.HandoffClient;
import dev.handoff.client.Identity;
import dev.handoff.client.NoPredecessorException;
import dev.handoff.wire.v1.Draining;
import dev.handoff.wire.v1.Status;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The processes of one control path, whoever started them: the owner, one that takes over, those that drain, and what they
 * have started.
 */
final class Residents {
    private static final Duration ANSWER = Duration.ofSeconds(2);
    private static final long KILL_SECONDS = 10;
    /** The kernel tells the start of a process in hundredths of a second, from a boot time in whole ones. */
    private static final long CLOCK_MILLIS = 2_000;

    private final Set<ProcessHandle> processes = new HashSet<>();

    private Residents() {}

    /** Those who are there now; none if nobody answers. */
    static Residents of(Path control) {
        Residents all = new Residents();
        try {
            status(control).ifPresent(all::add);
        } catch (IOException e) {
            System.err.println(
                    "takeover: " + control + " does not say who is there, and may leave a process: " + e.getMessage());
        }
        return all;
    }

    /** How the owner is; empty if there is none. */
    static Optional<Status> status(Path control) throws IOException {
        try (HandoffClient client = HandoffClient.connect(control, Identity.of(""), ANSWER)) {
            return Optional.of(client.status());
        } catch (NoPredecessorException nobody) {
            return Optional.empty();
        }
    }

    private void add(Status status) {
        add(status.getPid(), status.getStartedMillis());
        add(status.getSuccessor().getPid(), status.getSuccessor().getSinceMillis());
        for (Draining draining : status.getDrainingList()) {
            add(draining.getPid(), draining.getStartedMillis());
        }
    }

    /** Unless the number belongs to another process by now: that one began later. */
    private void add(long pid, long seenMillis) {
        Instant latest = Instant.ofEpochMilli(seenMillis + CLOCK_MILLIS);
        if (pid > 0) {
            ProcessHandle.of(pid)
                    .filter(process -> process.info()
                            .startInstant()
                            .filter(began -> began.isBefore(latest))
                            .isPresent())
                    .ifPresent(process -> {
                        processes.add(process);
                        process.descendants().forEach(processes::add);
                    });
        }
    }

    /** Kills them, and waits until they are gone. */
    void kill() {
        processes.forEach(ProcessHandle::destroyForcibly);
        List<String> left = new ArrayList<>();
        for (ProcessHandle process : processes) {
            try {
                process.onExit().get(KILL_SECONDS, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (ExecutionException | TimeoutException e) {
                left.add(Long.toString(process.pid()));
            }
        }
        if (!left.isEmpty()) {
            System.err.println("takeover: not gone: pid " + String.join(", ", left));
        }
    }
}
