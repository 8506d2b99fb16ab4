package dev.handoff.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The notes that duties left: who ran at what time, by the kernel's monotonic clock. */
record Ticks(List<Tick> all) {
    /** One note. */
    record Tick(long pid, long nanos) {}

    static Ticks read(Path file) throws IOException {
        List<Tick> ticks = new ArrayList<>();
        for (String line : Files.readAllLines(file)) {
            String[] words = line.split(" ", 2);
            ticks.add(new Tick(Long.parseLong(words[0]), Long.parseLong(words[1])));
        }
        ticks.sort(Comparator.comparingLong(Tick::nanos));
        return new Ticks(ticks);
    }

    /** How often it passed from one process to another. */
    int changes() {
        int changes = 0;
        for (int i = 1; i < all.size(); i++) {
            changes += all.get(i).pid() == all.get(i - 1).pid() ? 0 : 1;
        }
        return changes;
    }

    /** How many processes ran it. */
    int runners() {
        Set<Long> pids = new HashSet<>();
        all.forEach(tick -> pids.add(tick.pid()));
        return pids.size();
    }

    /** The longest time in which nobody ran. */
    Duration longestGap() {
        long longest = 0;
        for (int i = 1; i < all.size(); i++) {
            longest = Math.max(longest, all.get(i).nanos() - all.get(i - 1).nanos());
        }
        return Duration.ofNanos(longest);
    }
}
