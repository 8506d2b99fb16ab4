package dev.handoff.faults;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * A folder, a port, the load on it, and the processes that hand the port to each other. One cell after another is played
 * here, on whatever the last one left.
 */
final class Arena implements AutoCloseable {
    static final Duration SETTLED = Duration.ofSeconds(25);
    static final Duration STARTED = Duration.ofSeconds(40);

    private static final Duration HEARTBEAT = Duration.ofMillis(150);
    private static final Duration PROBATION = Duration.ofMillis(700);
    private static final Duration DRAIN = Duration.ofSeconds(5);
    private static final int ATTEMPTS = 3;
    private static final int PORTS_TRIED = 100;
    private static final int FIRST_PORT = 16_384;
    /** Of {@code net.ipv4.ip_local_port_range}, unless somebody set it: ip(7). */
    private static final int FIRST_EPHEMERAL_PORT = 32_768;

    private static final long LOOK_MILLIS = 50;
    /** What its phase is called; while an exchange is open, more is said. */
    private static final String OWNER = "OWNER";

    private final Path folder;
    private final Build build;
    private final int spares;
    private final Pace pace;
    private final Surroundings surroundings;
    private final int port;
    private final StepBoard board = new StepBoard();
    private final Visitors visitors;
    private final List<Contender> contenders = new CopyOnWriteArrayList<>();
    private final List<Contender> resting = new CopyOnWriteArrayList<>();
    /** One that is stopped would not see its controller go. */
    private final Thread end = new Thread(this::breakOff);

    private volatile boolean brokenOff;
    private int started;

    /** Makes what is needed in {@code folder}; {@code spares} listeners are handed over beside the one that is visited. */
    Arena(Path folder, Build build, int spares, Pace pace) throws IOException {
        this.folder = folder;
        this.surroundings = new Surroundings(folder);
        this.build = build;
        this.spares = spares;
        this.pace = pace;
        port = freePort();
        visitors = new Visitors(port, pace.breathMillis());
        Runtime.getRuntime().addShutdownHook(end);
    }

    /** Below those that the kernel gives out by itself: the spare listeners, and every client, would take it meanwhile. */
    private static int freePort() throws IOException {
        for (int i = 0; i < PORTS_TRIED; i++) {
            int port = ThreadLocalRandom.current().nextInt(FIRST_PORT, FIRST_EPHEMERAL_PORT);
            try (ServerSocket free = new ServerSocket(port, 0, InetAddress.getLoopbackAddress())) {
                return free.getLocalPort();
            } catch (BindException taken) {
                // Another one.
            }
        }
        throw new IOException("of " + PORTS_TRIED + " ports none is free");
    }

    Pace pace() {
        return pace;
    }

    Visitors visitors() {
        return visitors;
    }

    Surroundings surroundings() {
        return surroundings;
    }

    Path control() {
        return surroundings.folder().resolve("control");
    }

    private Path duty() {
        return folder.resolve("duty");
    }

    /** A process takes part, to be held at {@code step} if that is one of its own: one that rests, or a new one. */
    Contender start(Optional<Step> step) throws IOException, InterruptedException {
        Contender contender = resting.isEmpty() ? begin(step) : resume(resting.remove(0), step);
        contenders.add(contender);
        return contender;
    }

    private Contender resume(Contender contender, Optional<Step> step) throws IOException, InterruptedException {
        StepLine line = line(contender);
        line.say("clock 0");
        line.arm(step);
        contender.comeAgain();
        return contender;
    }

    private Contender begin(Optional<Step> step) throws IOException {
        List<String> command = build.command(List.of(
                control().toString(),
                "127.0.0.1:" + port,
                duty().toString(),
                millis(HEARTBEAT),
                millis(pace.silence()),
                millis(PROBATION),
                millis(DRAIN),
                String.valueOf(pace.tickMillis()),
                String.valueOf(pace.comesAgain()),
                String.valueOf(spares),
                String.valueOf(board.port()),
                step.map(Step::calledThere).orElse("")));
        started++;
        return Contender.start(command, folder.resolve(String.format(Locale.ROOT, "%04d.log", started)));
    }

    private static String millis(Duration time) {
        return String.valueOf(time.toMillis());
    }

    /** The first owner, one that got the listeners from it, as every later one does, and the first that came again. */
    void takePlaces() throws IOException, InterruptedException {
        takePlace();
        takePlace();
        takePlace();
    }

    /** One more owner, the only one to live. On a starved machine one may be so slow that its predecessor gives it up. */
    private void takePlace() throws IOException, InterruptedException {
        Contender next = enter();
        for (int i = 1; i < ATTEMPTS && !awaitOwner(next, STARTED); i++) {
            next = enter();
        }
        if (!awaitOwner(next, STARTED)) {
            throw new IOException("no owner to begin with:\n" + next.log());
        }
        forgetTheDead();
    }

    private Contender enter() throws IOException, InterruptedException {
        forgetTheDead();
        owner().ifPresent(Contender::mayComeAgain);
        return start(Optional.empty());
    }

    StepLine line(Contender contender) throws InterruptedException {
        return board.of(contender.process());
    }

    /** Waits until the process owns the listeners and all others are gone. */
    boolean awaitOwner(Contender contender, Duration time) throws InterruptedException {
        return await(time, () -> !contender.isAlive() || isOnlyOwner(contender)) && contender.isAlive();
    }

    private boolean isOnlyOwner(Contender contender) throws InterruptedException {
        return List.of(contender).equals(alive()) && isOwnerAtRest(contender);
    }

    /** Waits until one process owns the listeners, or nobody is left; those that are stopped are not looked at. */
    boolean awaitSettled(Duration time, Predicate<Contender> isLookedAt) throws InterruptedException {
        return await(time, () -> {
            List<Contender> running = alive().stream()
                    .filter(c -> !c.isStopped() && isLookedAt.test(c))
                    .toList();
            return running.size() <= 1 && (running.isEmpty() || isOwnerAtRest(running.get(0)));
        });
    }

    /** Something that holds or will. */
    interface Claim {
        boolean holds() throws InterruptedException;
    }

    static boolean await(Duration time, Claim claim) throws InterruptedException {
        long end = System.nanoTime() + time.toNanos();
        while (!claim.holds()) {
            if (System.nanoTime() > end) {
                return false;
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
        }
        return true;
    }

    private static boolean isOwner(Contender contender) throws InterruptedException {
        return contender.phase().filter(phase -> phase.startsWith(OWNER)).isPresent();
    }

    private static boolean isOwnerAtRest(Contender contender) throws InterruptedException {
        return contender.phase().filter(OWNER::equals).isPresent();
    }

    /** The one owner, with an exchange or without; empty if there is none, or more than one. */
    Optional<Contender> owner() throws InterruptedException {
        List<Contender> owners = new ArrayList<>();
        for (Contender contender : alive()) {
            if (isOwner(contender)) {
                owners.add(contender);
            }
        }
        return owners.size() == 1 ? Optional.of(owners.get(0)) : Optional.empty();
    }

    List<Contender> alive() {
        return contenders.stream().filter(Contender::isAlive).toList();
    }

    /** Those that have handed over and could take part again. */
    List<Contender> atRest() {
        return Stream.concat(resting.stream(), contenders.stream().filter(Contender::isAtRest))
                .toList();
    }

    /** All that took part since {@link #forgetTheDead}. */
    List<Contender> contenders() {
        return List.copyOf(contenders);
    }

    void forgetTheDead() {
        List<Contender> done = contenders.stream().filter(c -> !c.isAlive()).toList();
        for (Contender contender : done) {
            if (contender.isAtRest()) {
                resting.add(contender);
            } else {
                board.forget(contender.pid());
            }
        }
        contenders.removeAll(done);
    }

    /** The process that holds the duty's lock, by what it wrote. */
    Optional<Long> dutyOwner() throws IOException {
        if (!Files.exists(duty())) {
            return Optional.empty();
        }
        try (FileChannel channel = FileChannel.open(duty(), StandardOpenOption.WRITE);
                FileLock free = channel.tryLock()) {
            if (free != null) {
                return Optional.empty();
            }
        }
        String pid = Files.readString(duty()).strip();
        return pid.isEmpty() ? Optional.empty() : Optional.of(Long.parseLong(pid));
    }

    /** Did a duty ever start while another process ran it? */
    boolean wasDutyDoubled() {
        return Files.exists(duty().resolveSibling("duty.twice"));
    }

    /** The time of day of every process is so far ahead of the real one from now on; or behind it. */
    void setClock(Duration ahead) throws InterruptedException {
        for (Contender contender : alive()) {
            line(contender).say("clock " + ahead.toSeconds());
        }
    }

    /** When the duty ran, and where. */
    Ticks ticks() throws IOException {
        return Ticks.read(duty().resolveSibling("duty.ticks"));
    }

    /** What is in the control path's folder. */
    Set<String> files() throws IOException {
        try (Stream<Path> files = Files.list(surroundings.folder())) {
            return files.map(file -> file.getFileName().toString())
                    .collect(TreeSet::new, TreeSet::add, TreeSet::addAll);
        }
    }

    private void breakOff() {
        brokenOff = true;
        killAll();
    }

    /** Were its processes ended with the whole run? What is seen then says nothing. */
    boolean isBrokenOff() {
        return brokenOff;
    }

    private void killAll() {
        contenders.forEach(contender -> contender.process().destroyForcibly());
        resting.forEach(contender -> contender.process().destroyForcibly());
    }

    @Override
    public void close() throws IOException {
        visitors.close();
        killAll();
        try {
            Runtime.getRuntime().removeShutdownHook(end);
        } catch (IllegalStateException ending) {
            // It runs.
        }
        board.close();
        surroundings.close();
    }
}
