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
import java.util.function.UnaryOperator;

/** Clients that ask over and over, each time on a connection of its own, and count who answered and what failed. */
public final class Clients implements AutoCloseable {
    private static final int CLIENTS = 4;
    /** Some 200 requests in a second, all together. */
    private static final long PAUSE_MILLIS = 15;

    private static final int PATIENCE_MILLIS = 30_000;

    private final InetSocketAddress address;
    private final UnaryOperator<String> who;
    private final List<Thread> clients = new ArrayList<>();
    private final Map<String, Long> answers = new TreeMap<>(); // guarded by this
    private final List<String> failures = new ArrayList<>(); // guarded by this
    private volatile boolean isOver;

    private Clients(InetSocketAddress address, UnaryOperator<String> who) {
        this.address = address;
        this.who = who;
    }

    /** Clients to whom the body says who answered. */
    static Clients of(InetSocketAddress address) {
        return of(address, Clients::body);
    }

    /**
     * Clients at an address.
     *
     * @param who answered, as the whole answer says
     */
    public static Clients of(InetSocketAddress address, UnaryOperator<String> who) {
        Clients all = new Clients(address, who);
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
                String answerer = who.apply(answer(address, "/"));
                synchronized (this) {
                    answers.merge(answerer, 1L, Long::sum);
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
        return body(answer(address, path));
    }

    private static String body(String answer) {
        return answer.substring(answer.indexOf("\r\n\r\n") + 4);
    }

    /** The whole answer, which has a body and says that all is well. */
    public static String answer(InetSocketAddress address, String path) throws IOException {
        try (Socket socket = new Socket()) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.connect(address, PATIENCE_MILLIS);
            String request = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
            if (!answer.matches("(?s)HTTP/1\\.[01] 200 .*\r\n\r\n.+")) {
                throw new IOException("answered " + answer.length() + " bytes: "
                        + answer.lines().findFirst().orElse("none"));
            }
            return answer;
        }
    }

    /** How many answers begin so. */
    public synchronized long answeredBy(String who) {
        return answers.entrySet().stream()
                .filter(each -> each.getKey().startsWith(who))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    public synchronized List<String> failures() {
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
