package dev.handoff.bench.scale;

import dev.handoff.Handoff;
import dev.handoff.HandoffBuilder;
import dev.handoff.fd.OpenConnections;
import dev.handoff.fd.SocketName;
import dev.handoff.phase.ProcessPhase;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * {@code CrowdServer CONTROL FIRST_PORT LISTENERS}: one event loop for all listeners and connections, the hardest case for a
 * gate, and connections that nobody counts but {@link OpenConnections}, as under the agent. Prints {@code NAME NUMBER} as it
 * goes on; at each line on its standard input it prints its heap after a collection and its processor time.
 */
public final class CrowdServer {
    private static final Duration PROBATION = Duration.ofMillis(500);
    private static final Duration DRAIN = Duration.ofSeconds(60);

    private final Selector selector;
    private final ByteBuffer read = ByteBuffer.allocate(1024);

    private CrowdServer(Selector selector) {
        this.selector = selector;
    }

    /** Serves until it is handed over and all connections are gone. */
    public static void main(String[] args) throws Exception {
        int first = Integer.parseInt(args[1]);
        int listeners = Integer.parseInt(args[2]);
        HandoffBuilder builder =
                Handoff.at(Path.of(args[0])).probation(PROBATION).drainDeadline(DRAIN);
        List<String> names =
                IntStream.range(0, listeners).mapToObj(i -> "http-" + i).toList();
        for (int i = 0; i < listeners; i++) {
            builder.listener(names.get(i), "127.0.0.1:" + (first == 0 ? 0 : first + i));
        }
        long start = System.nanoTime();
        try (Handoff handoff = builder.open();
                Selector selector = Selector.open()) {
            say("open-micros", (System.nanoTime() - start) / 1_000);
            new CrowdServer(selector).serve(handoff, names);
        }
    }

    private void serve(Handoff handoff, List<String> names) throws Exception {
        List<SocketName> served = new ArrayList<>();
        for (String name : names) {
            ServerSocketChannel channel = handoff.channel(name);
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_ACCEPT);
            InetSocketAddress address = (InetSocketAddress) handoff.address(name);
            served.add(SocketName.inet(address.getAddress().getAddress(), address.getPort(), 0));
        }
        OpenConnections connections = new OpenConnections();
        handoff.measure(() -> 0, () -> count(connections, served));
        daemon(this::loop);
        daemon(CrowdServer::answerQuestions);
        handoff.onPhase(phase -> {
            if (phase == ProcessPhase.YIELDED) {
                say("yielded-at", micros());
            }
        });
        say("ready-asked-at", micros());
        long start = System.nanoTime();
        handoff.ready();
        say("ready-micros", (System.nanoTime() - start) / 1_000);
        handoff.awaitRetired();
        say("retired", 0);
    }

    private static long count(OpenConnections connections, List<SocketName> served) {
        try {
            return connections.count(served);
        } catch (IOException e) {
            return 1;
        }
    }

    private void loop() {
        try {
            while (selector.isOpen()) {
                selector.select(this::handle);
            }
        } catch (IOException | RuntimeException e) {
            say("loop-ended " + e, 0);
        }
    }

    private void handle(SelectionKey key) {
        try {
            if (key.channel() instanceof ServerSocketChannel listener) {
                for (SocketChannel next = listener.accept(); next != null; next = listener.accept()) {
                    next.configureBlocking(false);
                    next.register(selector, SelectionKey.OP_READ);
                }
            } else if (((SocketChannel) key.channel()).read(read.clear()) < 0) {
                key.channel().close();
            }
        } catch (IOException e) {
            say("connection-failed " + e, 0);
        }
    }

    private static void answerQuestions() {
        try {
            while (System.in.read() >= 0) {
                for (int i = 0; i < 3; i++) {
                    System.gc();
                }
                say(
                        "heap",
                        ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
                say("cpu-micros", processorTime());
            }
        } catch (IOException ended) {
            return;
        }
    }

    private static long processorTime() {
        return ProcessHandle.current()
                        .info()
                        .totalCpuDuration()
                        .orElse(Duration.ZERO)
                        .toNanos()
                / 1_000;
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work);
        thread.setDaemon(true);
        thread.start();
    }

    private static long micros() {
        return java.time.temporal.ChronoUnit.MICROS.between(java.time.Instant.EPOCH, java.time.Instant.now());
    }

    private static void say(String name, long number) {
        System.out.println(name + " " + number);
    }
}
