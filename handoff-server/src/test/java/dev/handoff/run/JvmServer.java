package dev.handoff.run;

import dev.handoff.client.Adopter;
import dev.handoff.fd.OwnedFd;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** A program on a JVM that finds its listener as descriptor 3. On SIGTERM it finishes what it has, and ends with 143, as JVMs do. */
final class JvmServer {
    private static final long PATIENCE_SECONDS = 20;

    private JvmServer() {}

    /** With the label that it answers. */
    public static void main(String[] arguments) throws IOException {
        ServerSocketChannel listener = Adopter.adopt(OwnedFd.of(3));
        ExecutorService workers = Executors.newFixedThreadPool(4);
        Thread main = Thread.currentThread();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> finish(listener, main, workers)));
        while (true) {
            try {
                SocketChannel client = listener.accept();
                workers.execute(() -> answer(client, arguments[0]));
            } catch (ClosedChannelException stopping) {
                return;
            }
        }
    }

    private static void finish(ServerSocketChannel listener, Thread main, ExecutorService workers) {
        try {
            listener.close();
            main.join(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
            workers.shutdown();
            workers.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void answer(SocketChannel client, String label) {
        try (client) {
            client.read(ByteBuffer.allocate(4096));
            String body = label + " " + ProcessHandle.current().pid();
            String answer = "HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
            client.write(ByteBuffer.wrap(answer.getBytes(StandardCharsets.US_ASCII)));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
