package dev.handoff.faults;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** The load: clients that come and go, and clients that stay, each asking as soon as it was answered and has caught breath. */
final class Visitors implements AutoCloseable {
    /** Longer than any stop lasts: what takes longer hangs. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final int FRESH = 2;
    private static final int KEPT = 3;
    private final InetSocketAddress address;
    private final long breathMillis;
    private final List<Thread> threads = new ArrayList<>();
    private final AtomicLong visits = new AtomicLong();
    private volatile boolean ended;
    /** Guarded by this, as is all below. */
    private final List<Visit> failed = new ArrayList<>();

    private boolean paused = true;
    private boolean outage;
    private int busy;

    /** Each pauses for {@code breathMillis} between one answer and the next question. */
    Visitors(int port, long breathMillis) {
        this.breathMillis = breathMillis;
        address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        for (int i = 0; i < FRESH + KEPT; i++) {
            boolean stays = i >= FRESH;
            Thread thread = new Thread(() -> run(stays), "visitor-" + i);
            thread.setDaemon(true);
            threads.add(thread);
            thread.start();
        }
    }

    /** How many were answered. */
    long visits() {
        return visits.get();
    }

    synchronized void resume() {
        paused = false;
        notifyAll();
    }

    /** Lets everybody finish, and hang up. */
    synchronized void pause() throws InterruptedException {
        paused = true;
        long end = System.nanoTime() + PATIENCE.toNanos() + TimeUnit.SECONDS.toNanos(2);
        while (busy > 0 && System.nanoTime() < end) {
            TimeUnit.MILLISECONDS.timedWait(this, 100);
        }
    }

    /** While nobody can accept, being refused or cut off is no failure. */
    synchronized void outage(boolean expected) {
        outage = expected;
    }

    synchronized List<Visit> takeFailures() {
        List<Visit> taken = List.copyOf(failed);
        failed.clear();
        return taken;
    }

    private synchronized void fail(Visit visit) {
        if (!outage || visit.how() == Visit.How.UNANSWERED) {
            failed.add(visit);
        }
    }

    private synchronized boolean enter() throws InterruptedException {
        while (paused && !ended) {
            wait();
        }
        busy++;
        return !ended;
    }

    private synchronized void leave() {
        busy--;
        notifyAll();
    }

    private synchronized boolean isPaused() {
        return paused;
    }

    private void run(boolean stays) {
        try {
            while (!ended) {
                if (enter()) {
                    visit(stays);
                }
                leave();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void visit(boolean stays) throws InterruptedException {
        int port = 0;
        long since = System.nanoTime();
        boolean connected = false;
        try (Socket socket = new Socket()) {
            socket.setSoTimeout((int) PATIENCE.toMillis());
            socket.connect(address, (int) PATIENCE.toMillis());
            connected = true;
            port = socket.getLocalPort();
            BufferedReader lines =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            boolean goesOn = true;
            while (goesOn) {
                socket.getOutputStream().write('\n');
                String answer = lines.readLine();
                if (answer == null) {
                    throw new IOException("end of file");
                }
                visits.incrementAndGet();
                goesOn = stays && answer.endsWith("keep") && !isPaused();
                TimeUnit.MILLISECONDS.sleep(breathMillis);
            }
        } catch (SocketTimeoutException e) {
            fail(new Visit(Visit.How.UNANSWERED, port, since, Instant.now(), String.valueOf(e.getMessage())));
        } catch (IOException e) {
            Visit.How how = connected ? Visit.How.CUT_OFF : Visit.How.REFUSED;
            fail(new Visit(how, port, since, Instant.now(), (stays ? "kept: " : "fresh: ") + e.getMessage()));
            TimeUnit.MILLISECONDS.sleep(breathMillis);
        }
    }

    /** Who answers one visit: a process id. */
    long ask() throws IOException {
        try (Socket socket = new Socket()) {
            socket.setSoTimeout((int) PATIENCE.toMillis());
            socket.connect(address, (int) PATIENCE.toMillis());
            socket.getOutputStream().write('\n');
            String answer = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))
                    .readLine();
            if (answer == null) {
                throw new IOException("end of file");
            }
            return Long.parseLong(answer.substring(0, answer.indexOf(' ')));
        }
    }

    @Override
    public synchronized void close() {
        ended = true;
        notifyAll();
    }
}
