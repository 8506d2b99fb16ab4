package dev.handoff.agent;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Clients of a server at a path, some with a connection for each request and some that keep theirs; closed, they stop. */
final class UnixClients implements AutoCloseable {
    private static final long PAUSE_MILLIS = 10;
    private static final String GET = "GET / HTTP/1.1\r\nHost: here\r\n";

    private final UnixDomainSocketAddress address;
    private final List<Thread> threads = new ArrayList<>();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private final Map<String, Integer> answers = new ConcurrentHashMap<>();
    private volatile boolean stops;

    private UnixClients(Path path) {
        this.address = UnixDomainSocketAddress.of(path);
    }

    static UnixClients at(Path path) {
        UnixClients clients = new UnixClients(path);
        for (int i = 0; i < 2; i++) {
            clients.threads.add(new Thread(clients::fresh, "fresh-" + i));
            clients.threads.add(new Thread(clients::kept, "kept-" + i));
        }
        clients.threads.forEach(Thread::start);
        return clients;
    }

    private interface Conversation {
        void take() throws IOException;
    }

    private void fresh() {
        repeat(() -> {
            try (SocketChannel channel = SocketChannel.open(address)) {
                ask(channel, reader(channel), "Connection: close\r\n");
            }
        });
    }

    private void kept() {
        repeat(() -> {
            try (SocketChannel channel = SocketChannel.open(address)) {
                BufferedReader reader = reader(channel);
                while (!stops && ask(channel, reader, "")) {
                    pause();
                }
            }
        });
    }

    private void repeat(Conversation conversation) {
        while (!stops) {
            try {
                conversation.take();
            } catch (IOException | RuntimeException e) {
                failures.add(Thread.currentThread().getName() + ": " + e);
            }
            pause();
        }
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        } catch (InterruptedException nobodyMay) {
            Thread.currentThread().interrupt();
        }
    }

    private static BufferedReader reader(SocketChannel channel) {
        return new BufferedReader(new InputStreamReader(Channels.newInputStream(channel), StandardCharsets.US_ASCII));
    }

    /** Returns whether the connection may be used once more. */
    private boolean ask(SocketChannel channel, BufferedReader reader, String field) throws IOException {
        ByteBuffer request = ByteBuffer.wrap((GET + field + "\r\n").getBytes(StandardCharsets.US_ASCII));
        while (request.hasRemaining()) {
            channel.write(request);
        }
        boolean keeps = field.isEmpty();
        String line = line(reader);
        for (line = line(reader); !line.isEmpty(); line = line(reader)) {
            keeps &= !line.equalsIgnoreCase("connection: close");
        }
        answers.merge(line(reader), 1, Integer::sum);
        return keeps;
    }

    private static String line(BufferedReader reader) throws IOException {
        @Nullable String line = reader.readLine();
        if (line == null) {
            throw new IOException("no answer");
        }
        return line;
    }

    /** By what each generation answers. */
    Map<String, Integer> answers() {
        return answers;
    }

    List<String> failures() {
        return List.copyOf(failures);
    }

    @Override
    public void close() throws InterruptedException {
        stops = true;
        for (Thread thread : threads) {
            thread.join(TimeUnit.SECONDS.toMillis(10));
        }
    }
}
