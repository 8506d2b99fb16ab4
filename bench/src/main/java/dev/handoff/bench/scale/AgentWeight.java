package dev.handoff.bench.scale;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * {@code AgentWeight AGENT_JAR SERVER_JAR}: what the agent adds to a Spring Boot process. The heap is of one size and touched from
 * the start, so that the resident set tells what is outside it; what the agent has in the heap is told by a collection. Once
 * with the agent and once without, several times in turn.
 */
public final class AgentWeight {
    private static final int ROUNDS = 3;
    private static final int REQUESTS = 300;
    private static final int PORT = 28_417;
    private static final long START_MILLIS = 60_000;
    private static final double BAR = 12;

    private AgentWeight() {}

    /** Runs. */
    public static void main(String[] args) throws IOException, InterruptedException {
        Path scratch = Files.createTempDirectory("handoff-weight");
        double[] without = new double[ROUNDS];
        double[] with = new double[ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            without[round] = weigh(List.of(), Path.of(args[1]), scratch);
            Path control = Files.createDirectory(scratch.resolve("at-" + round)).resolve("control");
            with[round] = weigh(
                    List.of("-javaagent:" + args[0] + "=control=" + control + ",release=r1"),
                    Path.of(args[1]),
                    scratch);
        }
        double added = median(with) - median(without);
        System.out.printf(
                Locale.ROOT,
                "%s: without the agent %s MiB, with it %s MiB: it adds %.1f MiB; the bar is %.0f%n",
                added <= BAR ? "holds" : "MISSED",
                Arrays.toString(without),
                Arrays.toString(with),
                added,
                BAR);
        System.exit(added <= BAR ? 0 : 1);
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    /** MiB resident, of which those of the heap that are free are taken off. */
    private static double weigh(List<String> agent, Path server, Path scratch)
            throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(List.of(java("java"), "-XX:+UseSerialGC", "-Xms96m", "-Xmx96m", "-XX:+AlwaysPreTouch"));
        command.addAll(agent);
        command.addAll(List.of(
                "-jar", server.toString(), "--server.port=" + PORT, "--release=r1", "--server.address=127.0.0.1"));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(scratch.resolve("server.log").toFile())
                .start();
        try {
            awaitAnswer(process);
            for (int i = 0; i < REQUESTS; i++) {
                ask();
            }
            double used = usedHeap(process.pid(), scratch);
            double resident = Resident.of(process.pid());
            return Math.round((resident - 96 + used) * 10) / 10.0;
        } finally {
            process.destroyForcibly();
            process.waitFor();
        }
    }

    private static void awaitAnswer(Process process) throws IOException, InterruptedException {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(START_MILLIS);
        while (System.nanoTime() - end < 0 && process.isAlive()) {
            try {
                ask();
                return;
            } catch (IOException notYet) {
                TimeUnit.MILLISECONDS.sleep(50);
            }
        }
        throw new IOException("the server does not answer");
    }

    private static void ask() throws IOException {
        try (Socket socket = new Socket("127.0.0.1", PORT)) {
            socket.setSoTimeout(5_000);
            socket.getOutputStream()
                    .write("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            if (!new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII)
                    .startsWith("HTTP/1.1 200")) {
                throw new SocketTimeoutException("no answer");
            }
        }
    }

    /** After a collection. */
    private static double usedHeap(long pid, Path scratch) throws IOException, InterruptedException {
        Path out = scratch.resolve("heap");
        run(out, java("jcmd"), Long.toString(pid), "GC.run");
        run(out, java("jcmd"), Long.toString(pid), "GC.heap_info");
        try (Stream<String> lines = Files.lines(out)) {
            return lines.filter(line -> line.contains("generation") && line.contains("used"))
                            .mapToLong(line -> Long.parseLong(line.replaceAll(".* used (\\d+)K.*", "$1")))
                            .sum()
                    / 1024.0;
        }
    }

    private static void run(Path out, String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        if (!process.waitFor(20, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
    }

    private static String java(String program) {
        return Path.of(System.getProperty("java.home"), "bin", program).toString();
    }
}
