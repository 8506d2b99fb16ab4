package dev.handoff.conformance;

import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A WebSocket to the server's {@code /echo} that is held, with ten messages a second, until the server ends it. Closed, it is gone. */
final class HeldSocket implements AutoCloseable, WebSocket.Listener {
    private static final Duration CONNECT = Duration.ofSeconds(20);
    private static final long BEAT_MILLIS = 100;
    /** How late the line may be read by which a server says that it stops. */
    private static final Duration READ_LATE = Duration.ofSeconds(1);

    /** Guarded by this, as is all below. */
    private final List<Instant> sent = new ArrayList<>();

    private int answered;
    private String end = "";
    private @Nullable Instant endedAt;
    private @Nullable WebSocket socket;

    /**
     * What the socket saw of a handoff.
     *
     * @param answering how long it went on after the successor's READY
     * @param complaint empty if it answered until its server was told to stop
     */
    record Verdict(Duration answering, String end, String complaint) {
        @Override
        public String toString() {
            return complaint.isEmpty()
                    ? String.format(Locale.ROOT, "%.1f s, %s", answering.toMillis() / 1e3, end)
                    : complaint;
        }
    }

    private HeldSocket() {}

    static HeldSocket open(InetSocketAddress server) throws FailedException {
        HeldSocket held = new HeldSocket();
        URI echo = URI.create("ws://" + server.getAddress().getHostAddress() + ":" + server.getPort() + "/echo");
        try {
            WebSocket socket = HttpClient.newHttpClient()
                    .newWebSocketBuilder()
                    .connectTimeout(CONNECT)
                    .buildAsync(echo, held)
                    .join();
            held.speak(socket);
        } catch (CompletionException e) {
            throw new FailedException("no WebSocket at " + echo + ": " + e.getCause());
        }
        return held;
    }

    private synchronized void speak(WebSocket opened) {
        socket = opened;
        Thread thread = new Thread(() -> speakUntilTheEnd(opened), "held-socket");
        thread.setDaemon(true);
        thread.start();
    }

    private void speakUntilTheEnd(WebSocket opened) {
        try {
            while (true) {
                String text;
                synchronized (this) {
                    if (endedAt != null) {
                        return;
                    }
                    sent.add(Instant.now());
                    text = Integer.toString(sent.size());
                }
                opened.sendText(text, true).join();
                TimeUnit.MILLISECONDS.sleep(BEAT_MILLIS);
            }
        } catch (CompletionException e) {
            ended("broken: " + e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
        synchronized (this) {
            answered += last ? 1 : 0;
        }
        from.request(1);
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket from, int status, String reason) {
        ended("closed with " + status);
        return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
        ended("cut off");
    }

    private synchronized void ended(String how) {
        if (endedAt == null) {
            endedAt = Instant.now();
            end = how;
            notifyAll();
        }
    }

    /**
     * Waits for its end, after its server's.
     *
     * @param ready when the successor said READY
     * @param stopping when the old process's stop began: no sooner may it end
     */
    synchronized Verdict awaitEnd(Instant ready, Instant stopping, Duration limit) throws InterruptedException {
        long by = System.nanoTime() + limit.toNanos();
        while (endedAt == null && by - System.nanoTime() > 0) {
            TimeUnit.NANOSECONDS.timedWait(this, Math.max(1, by - System.nanoTime()));
        }
        Instant at = endedAt == null ? Instant.now() : endedAt;
        Instant due = stopping.minus(READ_LATE);
        long owed = sent.stream().filter(moment -> moment.isBefore(due)).count() - answered;
        String complaint = "";
        if (endedAt == null) {
            complaint = "outlived its server";
        } else if (at.isBefore(due)) {
            complaint = end + " " + Duration.between(at, stopping).toMillis() + " ms before the drain's end";
        } else if (owed > 0) {
            complaint = owed + " messages not answered";
        }
        return new Verdict(Duration.between(ready, at), end, complaint);
    }

    @Override
    public synchronized void close() {
        if (socket != null) {
            socket.abort();
        }
        ended("given up");
    }
}
