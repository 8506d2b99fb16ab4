package dev.handoff.faults.service;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Answers each line with the process id and {@code keep} or {@code bye}; after {@code bye} it hangs up. That is what an HTTP
 * server says with {@code Connection: close}.
 */
final class Answers implements AutoCloseable {
    private static final int REMEMBERED = 4_000;

    private static final long AGAIN_NANOS = 10_000_000;

    private static final String PID = String.valueOf(ProcessHandle.current().pid());

    private final ServerSocketChannel listener;
    private final BooleanSupplier isYielded;
    private final AtomicLong inFlight = new AtomicLong();
    private final AtomicLong connections = new AtomicLong();
    private final Set<SocketChannel> open = ConcurrentHashMap.newKeySet();
    private final Deque<Accepted> accepted = new ArrayDeque<>();

    /** When, by the kernel's monotonic clock: the same in all processes. */
    private record Accepted(int port, long nanos) {}

    Answers(ServerSocketChannel listener, BooleanSupplier isYielded) {
        this.listener = listener;
        this.isYielded = isYielded;
        start(this::acceptAll);
    }

    long inFlight() {
        return inFlight.get();
    }

    long connections() {
        return connections.get();
    }

    /**
     * How many nanoseconds after {@code since} a connection from that port was accepted; empty if none was. A port comes again
     * after some ten thousand connections.
     */
    OptionalLong accepted(int port, long since) {
        synchronized (accepted) {
            return accepted.stream()
                    .filter(one -> one.port() == port && one.nanos() - since >= 0)
                    .mapToLong(one -> one.nanos() - since)
                    .findFirst();
        }
    }

    private void acceptAll() {
        while (true) {
            try {
                SocketChannel connection = listener.accept();
                connections.incrementAndGet();
                remember(connection);
                start(() -> answer(connection));
            } catch (IOException e) {
                if (!listener.isOpen()) {
                    return;
                }
                // Out of descriptors, and nothing tells when that ends.
                LockSupport.parkNanos(AGAIN_NANOS);
            }
        }
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "answers");
        thread.setDaemon(true);
        thread.start();
    }

    private void remember(SocketChannel connection) throws IOException {
        if (connection.getRemoteAddress() instanceof InetSocketAddress peer) {
            synchronized (accepted) {
                accepted.addLast(new Accepted(peer.getPort(), System.nanoTime()));
                if (accepted.size() > REMEMBERED) {
                    accepted.removeFirst();
                }
            }
        }
    }

    /** As the end of the process would: what is still open is cut off. */
    @Override
    public void close() throws IOException {
        listener.close();
        for (SocketChannel connection : open) {
            connection.close();
        }
    }

    private void answer(SocketChannel connection) {
        open.add(connection);
        try (connection;
                BufferedReader lines = new BufferedReader(
                        new InputStreamReader(Channels.newInputStream(connection), StandardCharsets.UTF_8))) {
            boolean goesOn = true;
            while (goesOn && lines.readLine() != null) {
                inFlight.incrementAndGet();
                try {
                    goesOn = !isYielded.getAsBoolean();
                    String answer = PID + (goesOn ? " keep" : " bye") + "\n";
                    connection.write(ByteBuffer.wrap(answer.getBytes(StandardCharsets.UTF_8)));
                } finally {
                    inFlight.decrementAndGet();
                }
            }
        } catch (IOException hungUp) {
            // The visitor knows.
        } finally {
            open.remove(connection);
            connections.decrementAndGet();
        }
    }
}
