package dev.handoff.faults;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What an owner that nobody visits holds: descriptors, threads, files. The same after every cell.
 */
final class Footprint {
    private static final Duration REST = Duration.ofSeconds(8);
    private static final Set<String> FILES = Set.of("control", "control.lock");

    private final long descriptors;
    private final long threads;

    private Footprint(long descriptors, long threads) {
        this.descriptors = descriptors;
        this.threads = threads;
    }

    /** Of the arena's owner, at rest: the least of a while. */
    static Footprint of(Arena arena) throws IOException, InterruptedException {
        Contender owner = arena.owner().orElseThrow();
        long descriptors = Long.MAX_VALUE;
        long threads = Long.MAX_VALUE;
        for (int i = 0; i < 60; i++) {
            descriptors = Math.min(descriptors, owner.descriptors());
            threads = Math.min(threads, owner.threads());
            Thread.sleep(50);
        }
        return new Footprint(descriptors, threads);
    }

    /** Of the process that came through: under load, so its connections are left out by letting the visitors rest. */
    void checkSurvivor(Arena arena, List<String> violations) throws IOException, InterruptedException {
        Optional<Contender> survivor = arena.owner();
        if (survivor.isEmpty()) {
            return;
        }
        arena.visitors().pause();
        boolean rests = Arena.await(REST, () -> {
            try {
                return survivor.get().descriptors() <= descriptors;
            } catch (IOException e) {
                return false;
            }
        });
        if (!rests) {
            violations.add("left behind in " + survivor.get() + ": "
                    + survivor.get().descriptors() + " descriptors, not " + descriptors);
        }
        arena.visitors().resume();
    }

    /** Of the owner in the end, and of the folder. */
    void check(Arena arena, List<String> violations) throws IOException, InterruptedException {
        Contender owner = arena.owner().orElseThrow(() -> new IOException("no owner at rest"));
        boolean rests = Arena.await(REST, () -> {
            try {
                return owner.descriptors() <= descriptors && owner.threads() <= threads;
            } catch (IOException e) {
                return false;
            }
        });
        if (!rests) {
            violations.add("left behind: " + owner.descriptors() + " descriptors, not " + descriptors + "; "
                    + owner.threads() + " threads, not " + threads + ": " + owner.threadNames());
        }
        if (!arena.files().equals(FILES)) {
            violations.add("left behind: " + arena.files() + ", not " + FILES);
        }
    }
}
