package dev.handoff.run;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** Clients that ask over and over, each time on a connection of its own, and count who answered and what failed. */
final class Clients implements AutoCloseable {
    private static final int CLIENTS = 4;
    /** Some 200 requests in a second, all together. */
    private static final long PAUSE_MILLIS = 15;

    private static final int PATIENCE_MILLIS = 30_000;

    private final InetSocketAddress address;
    private final List<Thread> clients = new ArrayList<>();
    private final Map<String, Long> answers = new TreeMap<>(); // guarded by this
    private final List<String> failures = new ArrayList<>(); // guarded by this
    private volatile boolean isOver;

    private Clients(InetSocketAddress address) {
        this.address = address;
    }

    static Clients of(InetSocketAddress address) {
        Clients all = new Clients(address);
        for (int i = 0; i < CLIENTS; i++) {
            Thread client = new Thread(all::ask, "client-" + i);
            client.start();
            all.clients.add(client);
        }
        return all;
    }

    private void ask() {
        while (!isOver) {
            try {
                String who = once(address, "/");
                synchronized (this) {
                    answers.merge(who, 1L, Long::sum);
                }
            } catch (IOException e) {
                synchronized (this) {
                    failures.add(e.toString());
                }
            }
            try {
                TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    /** The body of the answer: label and pid. */
    static String once(InetSocketAddress address, String path) throws IOException {
        try (Socket socket = new Socket()) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.connect(address, PATIENCE_MILLIS);
            String request = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
            if (!answer.matches("(?s)HTTP/1\\.[01] 200 .*\r\n\r\n.+")) {
                throw new IOException("answered " + answer.length() + " bytes");
            }
            return answer.substring(answer.indexOf("\r\n\r\n") + 4);
        }
    }

    /** How many answers begin so. */
    synchronized long answeredBy(String who) {
        return answers.entrySet().stream()
                .filter(each -> each.getKey().startsWith(who))
                .mapToLong(Map.Entry::getValue)
                .sum();
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
        return answers + ", " + failures.size() + " failed";
    }
}
