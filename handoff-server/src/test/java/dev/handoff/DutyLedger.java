package dev.handoff;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Who ran the singleton duty, and whether ever two did at once. */
final class DutyLedger {
    /** Guarded by this, as is all below. */
    private final List<String> entries = new ArrayList<>();

    private final List<String> running = new ArrayList<>();
    private final List<String> violations = new ArrayList<>();
    private final Map<String, Duration> slow = new HashMap<>();

    /** The duty of {@code who} will take so long to stop, and runs until it has. */
    synchronized void slowToStop(String who, Duration time) {
        slow.put(who, time);
    }

    synchronized void start(String who) {
        if (!running.isEmpty()) {
            violations.add(who + " started while " + running + " ran");
        }
        running.add(who);
        entries.add(who + " starts");
    }

    void stop(String who) throws InterruptedException {
        Thread.sleep(slowness(who).toMillis());
        stopped(who);
    }

    private synchronized Duration slowness(String who) {
        return slow.getOrDefault(who, Duration.ZERO);
    }

    private synchronized void stopped(String who) {
        if (!running.remove(who)) {
            violations.add(who + " stopped, but did not run");
        }
        entries.add(who + " stops");
    }

    synchronized List<String> running() {
        return List.copyOf(running);
    }

    synchronized List<String> entries() {
        return List.copyOf(entries);
    }

    synchronized List<String> violations() {
        return List.copyOf(violations);
    }
}
