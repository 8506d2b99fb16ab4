package dev.handoff.stranger;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Clients that ask over and over, each time on a connection of its own, and count who answered and what failed. */
final class FreshLoad implements AutoCloseable {
    private static final int CLIENTS = 4;
    /** Some 200 requests in a second, all together. */
    private static final long PAUSE_MILLIS = 15;

    private static final int PATIENCE_MILLIS = 20_000;
    private static final byte[] REQUEST =
            "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final InetSocketAddress address;
    private final List<Thread> clients = new ArrayList<>();
    private final Map<String, Long> answers = new TreeMap<>(); // guarded by this
    private final List<String> failures = new ArrayList<>(); // guarded by this
    private final AtomicLong slowestNanos = new AtomicLong();
    private volatile boolean isOver;

    private FreshLoad(InetSocketAddress address) {
        this.address = address;
    }

    static FreshLoad on(InetSocketAddress address) {
        FreshLoad load = new FreshLoad(address);
        for (int i = 0; i < CLIENTS; i++) {
            Thread client = new Thread(load::ask, "client-" + i);
            client.start();
            load.clients.add(client);
        }
        return load;
    }

    private void ask() {
        while (!isOver) {
            long start = System.nanoTime();
            try {
                count(once(address));
            } catch (IOException e) {
                fail(e.toString());
            }
            slowestNanos.accumulateAndGet(System.nanoTime() - start, Math::max);
            try {
                TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    /** Who answered: the name in the header {@code Server}. */
    static String once(InetSocketAddress address) throws IOException {
        try (Socket socket = new Socket()) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.connect(address, PATIENCE_MILLIS);
            socket.getOutputStream().write(REQUEST);
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
            if (!answer.matches("(?s)HTTP/1\\.[01] 200 .*\r\n\r\n.+")) {
                throw new IOException("answered " + answer.length() + " bytes: "
                        + answer.lines().findFirst().orElse("none"));
            }
            return answer.contains("Server: heir") ? "heir" : "stranger";
        } catch (SocketTimeoutException e) {
            throw new IOException("no answer", e);
        }
    }

    private synchronized void count(String who) {
        answers.merge(who, 1L, Long::sum);
    }

    private synchronized void fail(String why) {
        failures.add(why);
    }

    synchronized long answeredBy(String who) {
        return answers.getOrDefault(who, 0L);
    }

    synchronized List<String> failures() {
        return List.copyOf(failures);
    }

    @Override
    public void close() throws InterruptedException {
        isOver = true;
        for (Thread client : clients) {
            client.join();
        }
    }

    @Override
    public synchronized String toString() {
        return answers + ", " + failures.size() + " failed, slowest "
                + TimeUnit.NANOSECONDS.toMillis(slowestNanos.get()) + " ms";
    }
}
