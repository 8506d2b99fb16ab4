package dev.handoff.run;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/**
 * Clients that ask over and over, some on a connection for each request, some on connections that they keep, and count what
 * failed. One that keeps its connection and finds it closed before it asks makes another: that is no failure.
 */
final class Traffic implements AutoCloseable {
    private static final int FRESH = 3;
    private static final int KEPT = 3;
    private static final long PAUSE_MILLIS = 20;
    private static final int PATIENCE_MILLIS = 30_000;

    private final InetSocketAddress address;
    private final List<Thread> clients = new ArrayList<>();
    private volatile boolean isOver;

    /** Guarded by this, as is all below. */
    private final Set<String> labels = new TreeSet<>();

    private final List<String> freshFailures = new ArrayList<>();
    private final List<String> keptFailures = new ArrayList<>();
    private long fresh;
    private long kept;
    private long connections;

    private Traffic(InetSocketAddress address) {
        this.address = address;
    }

    static Traffic to(InetSocketAddress address) {
        Traffic traffic = new Traffic(address);
        for (int i = 0; i < FRESH; i++) {
            traffic.clients.add(new Thread(traffic::askAfresh, "fresh-" + i));
        }
        for (int i = 0; i < KEPT; i++) {
            traffic.clients.add(new Thread(traffic::askAgain, "kept-" + i));
        }
        traffic.clients.forEach(Thread::start);
        return traffic;
    }

    private void askAfresh() {
        while (!isOver) {
            try (Connection connection = new Connection(address)) {
                answered(connection.ask("close"), true);
            } catch (IOException e) {
                synchronized (this) {
                    freshFailures.add(e.toString());
                }
            }
            pause();
        }
    }

    private void askAgain() {
        while (!isOver) {
            boolean isAsked = false;
            try (Connection connection = new Connection(address)) {
                synchronized (this) {
                    connections++;
                }
                while (!isOver && connection.isOpen()) {
                    isAsked = true;
                    answered(connection.ask("keep-alive"), false);
                    isAsked = false;
                    pause();
                }
            } catch (IOException e) {
                synchronized (this) {
                    keptFailures.add((isAsked ? "" : "not asked: ") + e);
                }
            }
        }
    }

    private synchronized void answered(String body, boolean isFresh) {
        labels.add(body.split(" ", 2)[0]);
        if (isFresh) {
            fresh++;
        } else {
            kept++;
        }
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    synchronized Set<String> labels() {
        return Set.copyOf(labels);
    }

    synchronized List<String> freshFailures() {
        return List.copyOf(freshFailures);
    }

    synchronized List<String> keptFailures() {
        return List.copyOf(keptFailures);
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
        return fresh + " on fresh connections, " + freshFailures.size() + " failed; " + kept + " on " + connections
                + " kept ones, " + keptFailures.size() + " failed";
    }

    /** One connection, HTTP/1.1. */
    private static final class Connection implements AutoCloseable {
        private final Socket socket = new Socket();
        private final InputStream in;
        private boolean isClosing;

        Connection(InetSocketAddress address) throws IOException {
            try {
                socket.setSoTimeout(PATIENCE_MILLIS);
                socket.connect(address, PATIENCE_MILLIS);
                in = new BufferedInputStream(socket.getInputStream());
            } catch (IOException e) {
                socket.close();
                throw e;
            }
        }

        /** False once the server has said that it closes, or has: what a client that keeps connections looks at first. */
        boolean isOpen() throws IOException {
            if (isClosing) {
                return false;
            }
            socket.setSoTimeout(1);
            try {
                return in.read() >= 0;
            } catch (java.net.SocketTimeoutException quiet) {
                return true;
            } finally {
                socket.setSoTimeout(PATIENCE_MILLIS);
            }
        }

        String ask(String connection) throws IOException {
            String request = "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: " + connection + "\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            String head = head();
            if (!head.startsWith("HTTP/1.1 200 ") && !head.startsWith("HTTP/1.0 200 ")) {
                throw new IOException("answered " + head.lines().findFirst().orElse("nothing"));
            }
            String lower = head.toLowerCase(Locale.ROOT);
            isClosing = lower.contains("\r\nconnection: close\r\n")
                    || (head.startsWith("HTTP/1.0") && !lower.contains("\r\nconnection: keep-alive\r\n"));
            return body(lower);
        }

        private String head() throws IOException {
            StringBuilder head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                int next = in.read();
                if (next < 0) {
                    throw new EOFException("end of file after " + head.length() + " bytes of an answer");
                }
                head.append((char) next);
            }
            return head.toString();
        }

        private String body(String lowerHead) throws IOException {
            String length = lowerHead.replaceFirst("(?s).*\r\ncontent-length: *([0-9]+)\r\n.*", "$1");
            int expected = Integer.parseInt(length);
            byte[] body = in.readNBytes(expected);
            if (body.length < expected) {
                throw new EOFException("end of file within a body");
            }
            return new String(body, StandardCharsets.UTF_8);
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
