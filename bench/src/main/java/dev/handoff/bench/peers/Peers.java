package dev.handoff.bench.peers;

import dev.handoff.bench.server.BenchServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import joptsimple.OptionException;

/** The command: {@code bench/peers}. Exits 0 if no request of ours failed, 1 if one did, 64 for what it can't understand. */
public final class Peers {
    private static final int LOST = 1;
    private static final int USAGE = 64;

    /**
     * What is done for the first time, by this program too, is not what is to be measured; and of the Java servers those of the first two releases
     * write an archive of their classes when they end, which is at the second and at the third.
     */
    private static final int UNMEASURED = 3;

    private final PeersOptions options;
    private final Path folder;
    private final List<Contestant> contestants = new ArrayList<>();
    private final List<Standing> standings = new ArrayList<>();
    private final long start = System.nanoTime();
    private int releases;

    private Peers(PeersOptions options, Path folder) {
        this.options = options;
        this.folder = folder;
    }

    /** Runs. */
    public static void main(String[] args) throws IOException, InterruptedException {
        Optional<PeersOptions> options;
        try {
            options = PeersOptions.parse(args);
        } catch (OptionException e) {
            System.err.println("peers: " + e.getMessage());
            System.exit(USAGE);
            return;
        }
        if (options.isPresent()) {
            System.exit(run(options.get()) ? 0 : LOST);
        }
    }

    private static boolean run(PeersOptions options) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("handoff-peers");
        Peers peers = new Peers(options, folder);
        Thread hook = new Thread(peers::clear, "peers-clear");
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            peers.enter();
            peers.play();
            return peers.report();
        } finally {
            peers.clear();
            Runtime.getRuntime().removeShutdownHook(hook);
        }
    }

    private void enter() throws IOException, InterruptedException {
        for (Contestant candidate : all()) {
            Optional<String> missing = candidate.missing();
            if (missing.isPresent()) {
                System.out.println("skipped: " + candidate.name() + ": " + missing.get());
                continue;
            }
            if (options.isChosen(candidate.name())) {
                contestants.add(candidate);
                standings.add(new Standing(candidate.name()));
                candidate.start(label());
            }
        }
        for (Contestant each : contestants) {
            Scratch.awaitAnswer(each.address());
        }
    }

    private List<Contestant> all() throws IOException {
        int warmUp = options.warmUp();
        return List.of(
                new JavaServers("Handoff, Jetty", BenchServer.Mode.HANDED, scratch("handoff"), warmUp),
                new HaProxy(scratch("haproxy")),
                new Nginx(scratch("nginx")),
                new Grace(scratch("grace")),
                new RunNginx(scratch("run"), options.command()),
                new JavaServers("SO_REUSEPORT overlap, Jetty", BenchServer.Mode.SHARED, scratch("reuseport"), warmUp),
                new JavaServers("stop and start, Jetty", BenchServer.Mode.PLAIN, scratch("restart"), warmUp));
    }

    private Scratch scratch(String name) throws IOException {
        return new Scratch(folder, name);
    }

    private String label() {
        releases++;
        return "r" + releases;
    }

    /** Round by round: everybody once, ours several times in between. */
    private void play() throws IOException, InterruptedException {
        for (int i = 0; i < UNMEASURED; i++) {
            for (int each = 0; each < contestants.size(); each++) {
                standings.get(each).add(turn(each).withoutLatencies());
            }
        }
        for (int round = 1; round <= options.rounds() && !isLate(); round++) {
            for (int turn : Order.of(contestants.size(), options.ours())) {
                standings.get(turn).add(turn(turn));
            }
            System.out.printf("round %d of %d%n", round, options.rounds());
        }
    }

    private Passage turn(int contestant) throws IOException, InterruptedException {
        // What the turns before have left here is not collected in the middle of this one.
        System.gc();
        return new Turn(contestants.get(contestant), options.rate()).play(label());
    }

    private boolean isLate() {
        Duration gone = Duration.ofNanos(System.nanoTime() - start);
        return gone.compareTo(options.within()) >= 0;
    }

    private boolean report() throws IOException {
        String about = about();
        Files.createDirectories(options.out());
        String markdown = Tables.markdown(standings);
        Files.writeString(options.out().resolve("peers.md"), about + "\n\n" + markdown);
        Files.writeString(options.out().resolve("peers.json"), Tables.json(about, standings));
        Files.writeString(options.out().resolve("peers.html"), Page.of(about, standings));
        System.out.println("\n" + about + "\n\n" + markdown);
        Optional<Standing> haproxy = standings.stream()
                .filter(standing -> standing.name().startsWith("HAProxy"))
                .findFirst();
        Bars.of(standings.get(0), haproxy).forEach(System.out::println);
        System.out.println("\nwritten: " + options.out().resolve("peers.html") + ", peers.json, peers.md");
        return Bars.isLossless(standings.get(0));
    }

    private String about() {
        return Tables.format(
                "%d requests a second on fresh connections and %d on %d kept ones, sent at a constant rate; latency from the"
                        + " moment a request was due. JDK %s, %d processors. Handoff: within %d ms of the first answer of the"
                        + " new release; steady: a second just before the release. Of the first %d releases of each only failures"
                        + " count.",
                options.rate().fresh(),
                options.rate().kept(),
                options.rate().connections(),
                Runtime.version().feature(),
                Runtime.getRuntime().availableProcessors(),
                Turn.NEAR.toMillis(),
                UNMEASURED);
    }

    private synchronized void clear() {
        for (Contestant contestant : contestants) {
            try {
                contestant.close();
            } catch (IOException e) {
                System.err.println("peers: " + contestant.name() + ": " + e.getMessage());
            }
        }
        contestants.clear();
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(path -> path.toFile().delete());
        } catch (IOException gone) {
            return;
        }
    }

    /** Whose turn it is, within one round. */
    static final class Order {
        private Order() {}

        /** Number 0 comes {@code ours} times, evenly between all the others, each of which comes once. */
        static List<Integer> of(int contestants, int ours) {
            int others = contestants - 1;
            List<Integer> order = new ArrayList<>();
            for (int i = 0; i < Math.max(ours, 1); i++) {
                order.add(0);
                int from = 1 + others * i / ours;
                int to = 1 + others * (i + 1) / ours;
                IntStream.range(from, to).forEach(order::add);
            }
            return order;
        }
    }
}
