package dev.handoff.bench.scale;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The command {@code bench/scale [CONNECTIONS [LISTENERS]]}: the handoff with few and with many listeners, and with few and with
 * many kept connections on the predecessor; what is kept for each; what the processes weigh. Exits 1 over a bar.
 */
public final class Scale {
    private static final int CONNECTIONS = 19_800;
    private static final int FEW_CONNECTIONS = 20;
    private static final int LISTENERS = 1_000;
    private static final int ROUNDS = 5;
    private static final double COMMIT_BAR = 2;
    private static final double BYTES_BAR = 200;
    private static final int DRAIN_SECONDS = 5;

    private final Path scratch;
    private boolean isMissed;
    private int arenas;

    private Scale(Path scratch) {
        this.scratch = scratch;
    }

    /** Runs. */
    public static void main(String[] args) throws IOException, InterruptedException {
        int connections = args.length > 0 ? Integer.parseInt(args[0]) : CONNECTIONS;
        int listeners = args.length > 1 ? Integer.parseInt(args[1]) : LISTENERS;
        Path scratch = Files.createTempDirectory("handoff-scale");
        Scale scale = new Scale(scratch);
        try {
            scale.listeners(listeners);
            scale.connections(connections);
            scale.run(Path.of("handoff-server/bin/handoff-server"));
        } finally {
            try (Stream<Path> files = Files.walk(scratch)) {
                files.sorted(Comparator.reverseOrder())
                        .forEach(path -> path.toFile().delete());
            }
        }
        System.exit(scale.isMissed ? 1 : 0);
    }

    private Path control() throws IOException {
        arenas++;
        return Files.createDirectory(scratch.resolve("at-" + arenas)).resolve("control");
    }

    private void listeners(int many) throws IOException, InterruptedException {
        for (int count : new int[] {1, many}) {
            Path control = control();
            try (Talker predecessor = Talker.start(control, 0, count)) {
                predecessor.await("ready-micros");
                try (Talker successor = Talker.start(control, 0, count)) {
                    long ready = successor.await("ready-micros");
                    long yielded = predecessor.await("yielded-at") - successor.await("ready-asked-at");
                    print(
                            "%5d listeners in one handoff: granted and seated in %.1f ms (cold), READY to open in %.1f ms,"
                                    + " to closed in the predecessor %.1f ms; predecessor ended with 0: %s%n",
                            count,
                            successor.await("open-micros") / 1000.0,
                            ready / 1000.0,
                            yielded / 1000.0,
                            predecessor.awaitExit());
                }
            }
        }
    }

    private void connections(int many) throws IOException, InterruptedException {
        double[] few = median(FEW_CONNECTIONS);
        double[] crowded = median(many);
        double ratio = crowded[0] / few[0];
        judge(
                ratio <= COMMIT_BAR,
                "READY to open with %d kept connections on the predecessor takes %.2f times what it takes with %d; the bar"
                        + " is %.0f",
                many,
                ratio,
                FEW_CONNECTIONS,
                COMMIT_BAR);
        judge(
                crowded[2] <= BYTES_BAR,
                "heap of the draining process grows by %.1f bytes a connection; the bar is %.0f",
                crowded[2],
                BYTES_BAR);
    }

    /** Milliseconds to open, milliseconds to closed in the predecessor, bytes a connection. */
    private double[] median(int connections) throws IOException, InterruptedException {
        double[][] all = new double[ROUNDS][];
        for (int round = 0; round < ROUNDS; round++) {
            all[round] = drain(connections);
        }
        double[] medians = new double[all[0].length];
        for (int i = 0; i < medians.length; i++) {
            int figure = i;
            medians[i] = Stream.of(all).mapToDouble(one -> one[figure]).sorted().toArray()[ROUNDS / 2];
        }
        print(
                "%5d kept connections: READY to open in %.1f ms, to closed in the predecessor %.1f ms; while it drains it"
                        + " uses %.1f %% of a processor (medians of %d)%n",
                connections, medians[0], medians[1], medians[3], ROUNDS);
        return medians;
    }

    private double[] drain(int connections) throws IOException, InterruptedException {
        Path control = control();
        int port = freePort();
        try (Talker predecessor = Talker.start(control, port, 1)) {
            predecessor.await("ready-micros");
            try (Crowd crowd = new Crowd(connections, port)) {
                long before = predecessor.heap();
                try (Talker successor = Talker.start(control, port, 1)) {
                    long ready = successor.await("ready-micros");
                    long yielded = predecessor.await("yielded-at") - successor.await("ready-asked-at");
                    TimeUnit.SECONDS.sleep(1);
                    long during = predecessor.heap();
                    long cpu = predecessor.processorMicros();
                    TimeUnit.SECONDS.sleep(DRAIN_SECONDS);
                    predecessor.heap();
                    double share = (predecessor.processorMicros() - cpu) / (DRAIN_SECONDS * 10_000.0);
                    crowd.close();
                    if (!predecessor.awaitExit()) {
                        throw new IOException("the predecessor did not end when its connections had");
                    }
                    return new double[] {
                        ready / 1000.0, yielded / 1000.0, (during - before) / (double) connections, share
                    };
                }
            }
        }
    }

    private void run(Path command) throws IOException, InterruptedException {
        if (!Files.isExecutable(command)) {
            print("skipped: %s is not here; build it%n", command);
            return;
        }
        Resident.measure(command, control(), 100)
                .ifPresent(mebibytes -> judge(
                        mebibytes <= Resident.BAR,
                        "handoff-server run with 100 listeners is %.1f MiB resident; the bar is %.0f",
                        mebibytes,
                        Resident.BAR));
    }

    private void judge(boolean holds, String pattern, Object... values) {
        isMissed |= !holds;
        print((holds ? "holds   " : "MISSED  ") + pattern + "%n", values);
    }

    private static int freePort() throws IOException {
        try (ServerSocket any = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            return any.getLocalPort();
        }
    }

    private static void print(String pattern, Object... values) {
        System.out.printf(Locale.ROOT, pattern, values);
    }
}
