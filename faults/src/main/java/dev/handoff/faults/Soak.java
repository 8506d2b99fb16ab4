package dev.handoff.faults;

import dev.handoff.faults.step.Mutation;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import joptsimple.OptionException;
import joptsimple.OptionParser;
import joptsimple.OptionSet;
import joptsimple.OptionSpec;

/**
 * The command {@code faults/soak}: one handoff after the other under load, some of them with a process killed at a moment that
 * chance chooses; then what the last generation holds beside the first, and how the duty went from hand to hand.
 */
public final class Soak {
    private static final int VIOLATED = 1;
    private static final int USAGE = 64;
    private static final int INTERNAL = 70;
    /** From the start, from the first sign of life: well before the probation's end, and up to the drain's. */
    private static final long BOOTED_MILLIS = 600;

    private static final long CONFIRMED_MILLIS = 400;
    private static final long DRAINED_MILLIS = 2_000;
    /** Pages come and go with the collector; a leak of descriptors' or threads' kind would show far above this. */
    private static final double MOST_GROWTH_KIB = 4.0;

    private final OptionParser parser = new OptionParser();
    private final OptionSpec<Integer> handoffs = parser.accepts("handoffs", "how many")
            .withRequiredArg()
            .ofType(Integer.class)
            .defaultsTo(500);
    private final OptionSpec<Integer> kills = parser.accepts(
                    "kill-one-in", "kill a process in one of so many; 0: never")
            .withRequiredArg()
            .ofType(Integer.class)
            .defaultsTo(0);
    private final OptionSpec<Long> seed = parser.accepts("seed", "of the chance")
            .withRequiredArg()
            .ofType(Long.class)
            .defaultsTo(1L);
    private final OptionSpec<String> mutation = parser.accepts("mutation", "as faults/matrix has it")
            .withRequiredArg()
            .defaultsTo("");
    private final OptionSpec<Void> help = parser.accepts("help", "print this").forHelp();

    private final List<Long> kib = new ArrayList<>();
    private final List<String> violations = new ArrayList<>();
    private int killed;
    private int lost;

    private Soak() {}

    /** Exits 0 if all held, 1 if something did not, 64 for a wrong option, 70 if the soak itself broke. */
    public static void main(String[] arguments) {
        System.exit(new Soak().run(arguments));
    }

    private int run(String[] arguments) {
        try {
            OptionSet options = parser.parse(arguments);
            if (options.has(help)) {
                System.out.println("Usage: faults/soak [options]: one handoff after the other, under load\n");
                parser.printHelpOn(System.out);
                return 0;
            }
            return soak(options);
        } catch (OptionException | IllegalArgumentException e) {
            System.err.println("soak: " + e.getMessage());
            return USAGE;
        } catch (IOException | URISyntaxException | IllegalStateException e) {
            System.err.println("soak: " + e);
            return INTERNAL;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return INTERNAL;
        }
    }

    private int soak(OptionSet options) throws IOException, InterruptedException, URISyntaxException {
        Path jar = Path.of(
                Soak.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        Path folder = Files.createTempDirectory("handoff-soak");
        long began = System.nanoTime();
        long visits;
        Ticks ticks;
        try (Arena arena =
                new Arena(folder, Build.of(jar, folder, Mutation.of(options.valueOf(mutation))), 0, Pace.BUSY)) {
            arena.takePlaces();
            Footprint footprint = Footprint.of(arena);
            arena.visitors().resume();
            play(arena, options);
            arena.visitors().pause();
            if (violations.isEmpty()) {
                footprint.check(arena, violations);
            }
            if (arena.wasDutyDoubled()) {
                violations.add("the duty ran twice at one time");
            }
            visits = arena.visitors().visits();
            ticks = arena.ticks();
        }
        judge(ticks);
        report(options, visits, ticks, Duration.ofNanos(System.nanoTime() - began));
        if (violations.isEmpty()) {
            Scratch.delete(folder);
        }
        return violations.isEmpty() ? 0 : VIOLATED;
    }

    private void play(Arena arena, OptionSet options) throws IOException, InterruptedException {
        Random chance = new Random(options.valueOf(seed));
        int count = options.valueOf(handoffs);
        for (int i = 1; i <= count && violations.isEmpty(); i++) {
            boolean kills = options.valueOf(this.kills) > 0 && chance.nextInt(options.valueOf(this.kills)) == 0;
            Contender old = arena.owner().orElseThrow(() -> new IllegalStateException("no owner"));
            Contender fresh = arena.start(Optional.empty());
            if (kills) {
                kill(arena, chance, old, fresh);
            } else if (!arena.awaitOwner(fresh, Arena.STARTED)) {
                violations.add("handoff " + i + " did not work: " + old + ", " + fresh);
            }
            note(arena);
            if (i % 10 == 0) {
                System.out.printf(
                        Locale.ROOT,
                        "%d handoffs, %,d requests, %d killed%n",
                        i,
                        arena.visitors().visits(),
                        killed);
            }
        }
    }

    /** One of the two, at a time when the other can go on: the old one once the new one holds the listeners too. */
    private void kill(Arena arena, Random chance, Contender old, Contender fresh)
            throws IOException, InterruptedException {
        boolean isOld = chance.nextBoolean();
        boolean isBooting = !isOld && chance.nextBoolean();
        if (!isBooting) {
            Arena.await(Arena.STARTED, () -> fresh.phase().isPresent());
        }
        long latest = isOld ? DRAINED_MILLIS : isBooting ? BOOTED_MILLIS : CONFIRMED_MILLIS;
        TimeUnit.MILLISECONDS.sleep((long) (chance.nextDouble() * latest));
        Contender victim = isOld ? old : fresh;
        if (victim.isAlive()) {
            victim.kill();
            killed++;
        }
        if (!arena.awaitSettled(Arena.STARTED, contender -> true)) {
            violations.add("not settled after a kill: " + arena.contenders());
        }
    }

    private void note(Arena arena) throws IOException, InterruptedException {
        visits(arena);
        arena.forgetTheDead();
        Optional<Contender> owner = arena.owner();
        if (owner.isPresent()) {
            kib.add(owner.get().residentKib());
        }
    }

    private void visits(Arena arena) throws InterruptedException {
        for (Visit visit : arena.visitors().takeFailures()) {
            boolean isVictims = visit.how() != Visit.How.REFUSED
                    && arena.contenders().stream().anyMatch(Contender::isVictim);
            for (Contender contender : arena.alive()) {
                isVictims &= contender.isVictim() || contender.accepted(visit).isEmpty();
            }
            if (isVictims) {
                lost++;
            } else {
                violations.add("a visit failed: " + visit);
            }
        }
    }

    private void judge(Ticks ticks) {
        if (ticks.longestGap().compareTo(Pace.BUSY.silence().plusMillis(500)) > 0) {
            violations.add("nobody ran the duty for " + ticks.longestGap().toMillis() + " ms");
        }
        // Of few generations the slope is chance.
        if (slope() - 2 * uncertainty() > MOST_GROWTH_KIB) {
            violations.add("each generation holds " + slope() + " KiB more than the one before");
        }
    }

    /** KiB of resident memory by which a generation exceeds the one before it: least squares. */
    private double slope() {
        double n = kib.size();
        double below = (n * n * n - n) / 12;
        double above = 0;
        for (int i = 0; i < kib.size(); i++) {
            above += (i - (n - 1) / 2) * (kib.get(i) - mean());
        }
        return n < 2 ? 0 : above / below;
    }

    private double mean() {
        return kib.stream().mapToLong(Long::longValue).average().orElse(0);
    }

    /** By how much {@link #slope} may be off by chance: its standard error. */
    private double uncertainty() {
        double n = kib.size();
        double slope = slope();
        double squares = 0;
        for (int i = 0; i < kib.size(); i++) {
            double off = kib.get(i) - mean() - slope * (i - (n - 1) / 2);
            squares += off * off;
        }
        return n < 3 ? 0 : Math.sqrt(squares / (n - 2) / ((n * n * n - n) / 12));
    }

    private void report(OptionSet options, long visits, Ticks ticks, Duration took) {
        System.out.printf(
                Locale.ROOT,
                "%d handoffs, %d processes killed, %,d requests, %d lost with a process that was killed, %d s, JDK %d%n",
                options.valueOf(handoffs),
                killed,
                visits,
                lost,
                took.toSeconds(),
                Runtime.version().feature());
        System.out.printf(
                Locale.ROOT,
                "resident memory of a generation: %,d KiB first, %,d KiB last, slope %.2f (+- %.2f) KiB a generation%n",
                kib.isEmpty() ? 0 : kib.get(0),
                kib.isEmpty() ? 0 : kib.get(kib.size() - 1),
                slope(),
                uncertainty());
        System.out.printf(
                Locale.ROOT,
                "the duty: %d processes, %d changes of hand, nobody ran it for %d ms at most%n",
                ticks.runners(),
                ticks.changes(),
                ticks.longestGap().toMillis());
        if (violations.isEmpty()) {
            System.out.println(
                    "the last generation at rest holds the descriptors, threads and files that the second held");
        }
        violations.forEach(violation -> System.out.println("VIOLATED: " + violation));
    }
}
