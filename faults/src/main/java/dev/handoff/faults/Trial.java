package dev.handoff.faults;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Plays one cell: an exchange is held at the step, the fault strikes, the dust settles, and all that must hold is looked at. */
final class Trial {
    /** Until a step is reached: wide, since a machine may be starved of processor time, and nothing is claimed of it. */
    private static final Duration REACHED = Duration.ofSeconds(90);
    // What is claimed is bounded by less than the 30 s after which duties, and exchanges, are settled in another way.
    private static final Duration TAKES_OVER = Duration.ofSeconds(25);
    private static final Duration FOLLOWS = Duration.ofSeconds(8);
    /** Less than after what other limit a stopped successor is given up: silence has to do it. */
    private static final Duration NOTICED = Duration.ofSeconds(12);

    private static final Duration STARVED = Duration.ofMillis(1_500);
    private static final Duration JUMP = Duration.ofHours(2);
    private static final int ASKED = 30;

    private final Arena arena;
    private final Cell cell;
    private final Footprint footprint;
    private final List<String> violations = new ArrayList<>();
    private @Nullable ServerSocketChannel squatter;

    Trial(Arena arena, Cell cell, Footprint footprint) {
        this.arena = arena;
        this.cell = cell;
        this.footprint = footprint;
    }

    Outcome play() throws IOException, InterruptedException {
        long began = System.nanoTime();
        long before = arena.visitors().visits();
        Contender old = arena.owner().orElseThrow(() -> new IllegalStateException("no owner to begin with"));
        arena.visitors().takeFailures();
        arena.visitors().resume();
        Contender fresh = strike(old);
        settle();
        String owner = owner(old, fresh);
        int lost = visits();
        if (violations.isEmpty()) {
            acceptors();
            duties();
            footprint.checkSurvivor(arena, violations);
            // Everybody has hung up meanwhile: whom the fault cut off knows it by now, even where threads are starved.
            lost += visits();
            arena.surroundings().clear();
            next();
        }
        arena.visitors().pause();
        if (violations.isEmpty()) {
            visits();
            footprint.check(arena, violations);
        }
        if (squatter != null) {
            squatter.close();
        }
        return new Outcome(
                cell,
                owner,
                lost,
                List.copyOf(violations),
                arena.visitors().visits() - before,
                Duration.ofNanos(System.nanoTime() - began));
    }

    private Contender strike(Contender old) throws IOException, InterruptedException {
        boolean isOld = cell.step().side() == Side.PREDECESSOR;
        if (isOld) {
            arena.line(old).arm(Optional.of(cell.step()));
        }
        Contender fresh = arena.start(isOld ? Optional.empty() : Optional.of(cell.step()));
        Contender held = isOld ? old : fresh;
        if (arena.line(held).awaitAt(cell.step(), REACHED)) {
            strike(held, old, fresh);
        } else {
            violations.add("the step was not reached");
        }
        return fresh;
    }

    private void strike(Contender held, Contender old, Contender fresh) throws IOException, InterruptedException {
        arena.visitors().outage(cell.fault().endsTheLastHolder(cell.step()));
        StepLine line = arena.line(held);
        switch (cell.fault()) {
            case KILL_PREDECESSOR -> old.kill();
            case KILL_SUCCESSOR -> fresh.kill();
            case STOP_PREDECESSOR -> stop(old, line);
            case STOP_SUCCESSOR -> stop(fresh, line);
            case CUT, TRUNCATE, GARBLE -> line.say(cell.fault().label());
            case EMFILE -> starve(fresh, line);
            case DELETE_PATH -> Files.deleteIfExists(arena.control());
            case REPLACE_PATH -> squat();
            case FULL_DISK -> arena.surroundings().fill();
            case CLOCK -> jump(line);
        }
        line.say("go");
    }

    /** The other has the time to notice, and accepts where it can; then the victim runs again. */
    private void stop(Contender victim, StepLine line) throws IOException, InterruptedException {
        victim.stop();
        line.say("go");
        TimeUnit.NANOSECONDS.sleep(
                arena.pace().silence().multipliedBy(2).plusMillis(500).toNanos());
        if (cell.fault().leavesAnAcceptor(cell.step()) && !arena.awaitSettled(NOTICED, other -> other != victim)) {
            violations.add("nobody accepts while it is stopped: " + describe());
        }
        victim.resume();
    }

    /** It has no descriptor left for a while. */
    private static void starve(Contender victim, StepLine line) throws IOException, InterruptedException {
        victim.limitDescriptors(0);
        line.say("go");
        TimeUnit.NANOSECONDS.sleep(STARVED.toNanos());
        victim.limitDescriptors(-1);
    }

    private void jump(StepLine line) throws IOException, InterruptedException {
        arena.setClock(JUMP);
        line.say("go");
        TimeUnit.NANOSECONDS.sleep(STARVED.toNanos());
        arena.setClock(JUMP.negated());
    }

    private void squat() throws IOException {
        Path aside = arena.control().resolveSibling("squatter");
        ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        squatter = channel;
        channel.bind(UnixDomainSocketAddress.of(aside));
        // At once: an owner whose path is gone comes back to it.
        Files.move(aside, arena.control(), StandardCopyOption.ATOMIC_MOVE);
    }

    private void settle() throws InterruptedException {
        if (!arena.awaitSettled(Arena.SETTLED, contender -> true)) {
            violations.add("not settled: " + describe());
        }
    }

    private String describe() throws InterruptedException {
        List<String> all = new ArrayList<>();
        for (Contender contender : arena.contenders()) {
            all.add(contender + " " + contender.phase().orElse("-"));
        }
        return String.join(", ", all);
    }

    private String owner(Contender old, Contender fresh) throws InterruptedException {
        Optional<Contender> owner = settledOwner();
        if (owner.isEmpty()) {
            if (violations.isEmpty() && !cell.fault().endsTheLastHolder(cell.step())) {
                violations.add("nobody owns the listeners: " + describe());
            }
            return "none";
        }
        return owner.get() == old ? "old" : owner.get() == fresh ? "new" : "other";
    }

    // What a dead peer had said last may be read after all seemed settled: an exchange that ends as it begins.
    private Optional<Contender> settledOwner() throws InterruptedException {
        if (!cell.fault().endsTheLastHolder(cell.step())) {
            Arena.await(FOLLOWS, () -> arena.owner().isPresent());
        }
        return arena.owner();
    }

    /** What failed must have been accepted by whom the fault struck. Returns how many that were. */
    private int visits() throws InterruptedException {
        int lost = 0;
        List<Visit> others = new ArrayList<>();
        for (Visit visit : arena.visitors().takeFailures()) {
            if (isVictims(visit)) {
                lost++;
            } else {
                others.add(visit);
            }
        }
        if (!others.isEmpty()) {
            violations.add(others.size() + " visits failed, the first: " + others.get(0) + acceptorOf(others.get(0)));
        }
        return lost;
    }

    private String acceptorOf(Visit visit) throws InterruptedException {
        for (Contender contender : arena.alive()) {
            Optional<Duration> later = contender.accepted(visit);
            if (later.isPresent()) {
                return ", accepted by " + contender + " after " + later.get();
            }
        }
        return "";
    }

    private boolean isVictims(Visit visit) throws InterruptedException {
        if (visit.how() == Visit.How.REFUSED) {
            return false;
        }
        for (Contender contender : arena.alive()) {
            if (!contender.isVictim() && contender.accepted(visit).isPresent()) {
                return false;
            }
        }
        return arena.contenders().stream().anyMatch(Contender::isVictim);
    }

    /** One generation accepts, and no other. */
    private void acceptors() throws IOException, InterruptedException {
        Optional<Contender> owner = arena.owner();
        if (owner.isEmpty()) {
            return;
        }
        Set<Long> acceptors = new HashSet<>();
        for (int i = 0; i < ASKED; i++) {
            acceptors.add(arena.visitors().ask());
        }
        if (!acceptors.equals(Set.of(owner.get().pid()))) {
            violations.add(
                    "accepted by " + acceptors + ", owned by " + owner.get().pid());
        }
    }

    private void duties() throws IOException, InterruptedException {
        Optional<Contender> owner = arena.owner();
        if (owner.isPresent() && !follows(owner.get())) {
            violations.add("the duty is with " + arena.dutyOwner() + ", the listeners with " + owner.get());
        }
        if (arena.wasDutyDoubled()) {
            violations.add("the duty ran twice at one time");
        }
    }

    private boolean follows(Contender owner) throws InterruptedException {
        return Arena.await(FOLLOWS, () -> {
            try {
                return arena.dutyOwner().filter(pid -> pid == owner.pid()).isPresent();
            } catch (IOException e) {
                return false;
            }
        });
    }

    /** A good release takes over from what is left, and nothing is lost. */
    private void next() throws IOException, InterruptedException {
        arena.forgetTheDead();
        arena.owner().ifPresent(Contender::mayComeAgain);
        Contender next = arena.start(Optional.empty());
        // How long a process takes to begin is the machine's affair.
        arena.line(next);
        if (!arena.awaitOwner(next, TAKES_OVER)) {
            violations.add("the next handoff did not work: " + describe());
        }
        arena.visitors().outage(false);
        duties();
    }
}
