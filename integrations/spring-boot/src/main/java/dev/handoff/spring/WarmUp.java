package dev.handoff.spring;

import dev.handoff.fd.Deadline;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Requests that this process sends to itself before anybody else can: a cold JVM answers its first ones slowly. */
final class WarmUp {
    private final URI base;
    private final HandoffProperties.WarmUp terms;
    private final AtomicInteger answered = new AtomicInteger();

    WarmUp(SocketAddress sideDoor, HandoffProperties.WarmUp terms) {
        InetSocketAddress door = (InetSocketAddress) sideDoor;
        this.base = URI.create("http://" + (door.getAddress().getHostAddress().contains(":") ? "[::1]" : "127.0.0.1")
                + ":" + door.getPort());
        this.terms = terms;
    }

    /**
     * Sends them, within the limit. An answer is an answer, whatever its status.
     *
     * @throws IOException if none came
     */
    void run() throws IOException, InterruptedException {
        Deadline deadline = Deadline.in(terms.limit());
        Semaphore free = new Semaphore(terms.concurrency());
        HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        for (int sent = 0; sent < terms.count() && acquire(free, 1, deadline); sent++) {
            send(client, terms.paths().get(sent % terms.paths().size()), free);
        }
        acquire(free, terms.concurrency(), deadline);
        if (answered.get() == 0) {
            throw new IOException("none of the warm-up requests to " + terms.paths() + " was answered");
        }
    }

    private static boolean acquire(Semaphore free, int count, Deadline deadline) throws InterruptedException {
        return free.tryAcquire(count, deadline.remainingNanos(), TimeUnit.NANOSECONDS);
    }

    private void send(HttpClient client, String path, Semaphore free) {
        HttpRequest request = HttpRequest.newBuilder(base.resolve(path))
                .timeout(terms.limit())
                .build();
        CompletableFuture<?> unused = client.sendAsync(request, BodyHandlers.discarding())
                .whenComplete((answer, failure) -> {
                    if (answer != null) {
                        answered.incrementAndGet();
                    }
                    free.release();
                });
    }
}
