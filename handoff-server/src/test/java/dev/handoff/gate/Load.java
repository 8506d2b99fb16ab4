package dev.handoff.gate;

import java.io.IOException;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** Clients that connect, ask and hang up at a steady rate until closed. */
final class Load implements AutoCloseable {
    final AtomicInteger answers = new AtomicInteger();
    final List<String> errors = new CopyOnWriteArrayList<>();

    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean isStopped;

    Load(SocketAddress address, int clients, int perSecondEach) {
        for (int i = 0; i < clients; i++) {
            Thread thread = new Thread(() -> run(address, 1_000_000_000L / perSecondEach), "load-" + i);
            thread.setDaemon(true);
            threads.add(thread);
            thread.start();
        }
    }

    private void run(SocketAddress address, long interval) {
        try (Client client = new Client()) {
            long next = System.nanoTime();
            while (!isStopped) {
                ask(client, address);
                next += interval;
                LockSupport.parkNanos(next - System.nanoTime());
            }
        } catch (IOException e) {
            errors.add(e.toString());
        }
    }

    private void ask(Client client, SocketAddress address) {
        try {
            char answer = client.askAt(address);
            if (answer == Client.END_OF_FILE) {
                errors.add("end of file");
            } else {
                answers.incrementAndGet();
            }
        } catch (IOException e) {
            errors.add(e.toString());
        }
    }

    /** Waits until {@code more} requests were answered. */
    void awaitAnswers(int more) {
        int wanted = answers.get() + more;
        long deadline = System.nanoTime() + 10_000_000_000L;
        while (answers.get() < wanted) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError(answers.get() + " answers, " + wanted + " wanted; " + errors);
            }
            LockSupport.parkNanos(500_000);
        }
    }

    /** Waits for the requests on their way. */
    void stop() {
        isStopped = true;
        for (Thread thread : threads) {
            try {
                thread.join(10_000);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public void close() {
        stop();
    }
}
