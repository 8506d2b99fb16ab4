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
    private final Optional<Footprint> ofTheRetired;

    private Footprint(long descriptors, long threads, Optional<Footprint> ofTheRetired) {
        this.descriptors = descriptors;
        this.threads = threads;
        this.ofTheRetired = ofTheRetired;
    }

    /** Of the arena's owner that nobody visits, and of one that it took over from, if there still is one. */
    static Footprint of(Arena arena) throws IOException, InterruptedException {
        Optional<Footprint> ofTheRetired = Optional.empty();
        for (Contender retired : arena.atRest()) {
            ofTheRetired = Optional.of(of(retired, Optional.empty()));
        }
        return of(arena.owner().orElseThrow(), ofTheRetired);
    }

    /** The least of a while. */
    private static Footprint of(Contender owner, Optional<Footprint> ofTheRetired)
            throws IOException, InterruptedException {
        long descriptors = Long.MAX_VALUE;
        long threads = Long.MAX_VALUE;
        for (int i = 0; i < 60; i++) {
            descriptors = Math.min(descriptors, owner.descriptors());
            threads = Math.min(threads, owner.threads());
            Thread.sleep(50);
        }
        return new Footprint(descriptors, threads, ofTheRetired);
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

    /** Of the owner in the end, of those that have handed over, and of the folder. */
    void check(Arena arena, List<String> violations) throws IOException, InterruptedException {
        check(arena.owner().orElseThrow(() -> new IOException("no owner at rest")), violations);
        for (Contender retired : arena.atRest()) {
            ofTheRetired.orElse(this).check(retired, violations);
        }
        if (!arena.files().equals(FILES)) {
            violations.add("left behind: " + arena.files() + ", not " + FILES);
        }
    }

    private void check(Contender contender, List<String> violations) throws IOException, InterruptedException {
        boolean rests = Arena.await(REST, () -> {
            try {
                return contender.descriptors() <= descriptors && contender.threads() <= threads;
            } catch (IOException e) {
                return false;
            }
        });
        if (!rests) {
            violations.add("left behind in " + contender + ": " + contender.descriptors() + " descriptors, not "
                    + descriptors + "; " + contender.threads() + " threads, not " + threads + ": "
                    + contender.threadNames());
        }
    }
}
