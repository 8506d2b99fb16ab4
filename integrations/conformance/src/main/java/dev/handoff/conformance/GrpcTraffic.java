package dev.handoff.conformance;

import dev.handoff.demo.load.Failure;
import dev.handoff.demo.load.FailureKind;
import dev.handoff.demo.load.Mark;
import dev.handoff.demo.load.Served;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** gRPC: a client in a process of its own, with the class path of its server. It tells in a line what became of each call. */
final class GrpcTraffic implements Traffic {
    private static final Duration END = Duration.ofSeconds(30);

    private final Process client;
    private final Thread reader;
    /** Guarded by this, as is all below. */
    private final List<Long> quickMicros = new ArrayList<>();

    private final List<Failure> failures = new ArrayList<>();
    private final Map<String, Served> last = new HashMap<>();
    /** When the process that answered last on a channel first did so there: its connection is no younger. */
    private final Map<String, Instant> since = new HashMap<>();

    private int answers;

    private GrpcTraffic(Process client) {
        this.client = client;
        this.reader = new Thread(this::read, "output-of-" + client.pid());
        reader.setDaemon(true);
        reader.start();
    }

    static GrpcTraffic start(Path jar, InetSocketAddress server, Path folder) throws IOException {
        return new GrpcTraffic(new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-cp",
                        jar.toString(),
                        "Client",
                        server.getAddress().getHostAddress() + ":" + server.getPort())
                .redirectError(folder.resolve("client.log").toFile())
                .start());
    }

    private void read() {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                take(line.split(" ", 5));
            }
        } catch (IOException e) {
            lost("the client's output ended: " + e.getMessage());
        }
    }

    private synchronized void take(String[] said) {
        long micros = Long.parseLong(said[2]);
        if (said[3].equals("ok")) {
            answers++;
            String[] by = said[4].split(" ", 2);
            Served served = new Served(Long.parseLong(by[0]), 0, by[1]);
            if (!served.equals(last.put(said[0], served))) {
                since.put(said[0], Instant.now());
            }
            if (said[1].equals("true")) {
                quickMicros.add(micros);
            }
        } else {
            failures.add(new Failure(
                    kind(said[4]),
                    true,
                    Instant.now().minusNanos(1000 * micros),
                    since.get(said[0]),
                    Instant.now(),
                    last.get(said[0]),
                    said[4]));
        }
    }

    private synchronized void lost(String why) {
        failures.add(new Failure(FailureKind.LOCAL, true, Instant.now(), null, Instant.now(), null, why));
    }

    private static FailureKind kind(String status) {
        if (status.contains("DEADLINE_EXCEEDED")) {
            return FailureKind.TIMEOUT;
        }
        if (status.contains("refused")) {
            return FailureKind.REFUSED;
        }
        if (status.contains("reset") || status.contains("Broken pipe")) {
            return FailureKind.RESET;
        }
        return status.contains("closed") ? FailureKind.EOF : FailureKind.STATUS;
    }

    @Override
    public synchronized Moment now() {
        return new Moment(new Mark(answers, failures.size()), new Mark(quickMicros.size(), 0));
    }

    @Override
    public synchronized Latency latency(Moment from, Moment to) {
        return Latency.of(quickMicros.subList(from.quick().answers(), to.quick().answers()).stream()
                .mapToLong(Long::longValue)
                .toArray());
    }

    @Override
    public synchronized List<Failure> failures(Moment from, Moment to) {
        return List.copyOf(failures.subList(from.mixed().failures(), to.mixed().failures()));
    }

    @Override
    public int requests(Moment from, Moment to) {
        return to.mixed().answers()
                - from.mixed().answers()
                + failures(from, to).size();
    }

    @Override
    public void stop() throws InterruptedException {
        try {
            client.getOutputStream().close();
        } catch (IOException e) {
            lost("the client's input did not close: " + e.getMessage());
        }
        if (!client.waitFor(END.toMillis(), TimeUnit.MILLISECONDS)) {
            lost("the client did not end within " + END.toSeconds() + " s");
        }
        reader.join(END.toMillis());
    }

    @Override
    public void close() {
        client.destroyForcibly();
    }
}
