package dev.handoff.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Plays cells one after the other in an arena of its own; a new one follows a cell that left a mess, and comes before a cell
 * that needs more listeners or less.
 */
final class Lane {
    /** With the one that is visited, more than a frame of the grant holds. */
    private static final int SPARES = 130;

    private final Path folder;
    private final Build build;
    private final Queue<Cell> cells;
    private final Consumer<Outcome> played;

    Lane(Path folder, Build build, Queue<Cell> cells, Consumer<Outcome> played) {
        this.folder = folder;
        this.build = build;
        this.cells = cells;
        this.played = played;
    }

    void run() throws IOException, InterruptedException {
        @Nullable Cell cell = cells.poll();
        for (int arena = 1; cell != null; arena++) {
            cell = run(Files.createDirectory(folder.resolve("arena-" + arena)), cell);
        }
    }

    /** Plays cells while the arena is fit for them. Returns what is to be played next. */
    private @Nullable Cell run(Path place, Cell first) throws IOException, InterruptedException {
        try (Arena arena = new Arena(place, build, isOfMany(first) ? SPARES : 0, Pace.STEADY)) {
            arena.takePlaces();
            Footprint footprint = Footprint.of(arena);
            @Nullable Cell cell = first;
            boolean good = true;
            while (cell != null && good && isOfMany(cell) == isOfMany(first)) {
                Outcome outcome = play(arena, cell, footprint);
                if (arena.isBrokenOff()) {
                    return null;
                }
                good = outcome.isGood();
                if (!good) {
                    keepLogs(arena, cell);
                }
                arena.forgetTheDead();
                played.accept(outcome);
                cell = cells.poll();
            }
            return cell;
        }
    }

    private static boolean isOfMany(Cell cell) {
        return cell.step().isOfManyListeners();
    }

    private static Outcome play(Arena arena, Cell cell, Footprint footprint) throws InterruptedException {
        try {
            return new Trial(arena, cell, footprint).play();
        } catch (IOException | IllegalStateException e) {
            return new Outcome(cell, "?", 0, List.of("the trial broke: " + e), 0, Duration.ZERO);
        }
    }

    private void keepLogs(Arena arena, Cell cell) throws IOException {
        List<String> logs = new ArrayList<>();
        for (Contender contender : arena.contenders()) {
            logs.add("=== " + contender + "\n" + contender.log());
        }
        Files.write(folder.resolve(cell.toString().replace(':', '+') + ".log"), logs);
    }
}
