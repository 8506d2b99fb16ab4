package dev.handoff.artifact;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A TLS server as one that publishes releases: ETag, If-None-Match, Range and If-Range, and what may go wrong with it. It notes
 * what it was asked.
 */
public final class ReleaseServer implements AutoCloseable {
    /** What it does instead of answering well, the next time that a path is asked for. */
    public interface Fault {
        void answer(HttpExchange exchange, byte[] bytes) throws IOException;
    }

    private final HttpsServer server = make();
    private final Map<String, byte[]> files = new ConcurrentHashMap<>();
    private final Map<String, List<Fault>> faults = new ConcurrentHashMap<>();
    private final Map<String, Fault> broken = new ConcurrentHashMap<>();
    private final Map<String, Runnable> changes = new ConcurrentHashMap<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final CountDownLatch over = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newCachedThreadPool(work -> {
        Thread thread = new Thread(work, "release-server");
        thread.setDaemon(true);
        return thread;
    });

    public ReleaseServer() {
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    private static HttpsServer make() {
        try {
            return TlsFiles.server();
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    public static String hash(byte[] bytes) {
        return HexFormat.of().formatHex(Partial.sha256().digest(bytes));
    }

    /** Puts a file there, and its hash beside it. */
    public void release(String path, byte[] bytes) {
        put(path, bytes);
        put(path + ".sha256", (hash(bytes) + "  " + path.substring(1) + "\n").getBytes(StandardCharsets.US_ASCII));
    }

    public void put(String path, byte[] bytes) {
        files.put(path, bytes.clone());
    }

    /** For the next request of that path, and so on. */
    public void fail(String path, Fault... next) {
        faults.put(path, new CopyOnWriteArrayList<>(List.of(next)));
    }

    /** Is done when that path is asked for the next time, before it is answered. */
    public void before(String path, Runnable change) {
        changes.put(path, change);
    }

    /** For every request of that path, until it is mended. */
    public void breaks(String path, Fault fault) {
        broken.put(path, fault);
    }

    /** Nothing is broken any more. */
    public void mend() {
        broken.clear();
    }

    public URI address(String path) {
        return URI.create("https://127.0.0.1:" + server.getAddress().getPort() + path);
    }

    /** Requests, each as path, and the headers that matter. */
    public List<String> asked() {
        return List.copyOf(asked);
    }

    /** An answer with that status and header. */
    public static Fault status(int status, String... header) {
        return (exchange, bytes) -> {
            for (int i = 0; i < header.length; i += 2) {
                exchange.getResponseHeaders().add(header[i], header[i + 1]);
            }
            exchange.sendResponseHeaders(status, -1);
        };
    }

    /** Breaks off in the middle. */
    public static Fault truncated(int after) {
        return (exchange, bytes) -> {
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes, 0, after);
            exchange.getResponseBody().flush();
            throw new IOException("on purpose");
        };
    }

    /** Says nothing any more, after so many bytes; none for not even a status. */
    public Fault hanging(int after) {
        return (exchange, bytes) -> {
            if (after > 0) {
                exchange.sendResponseHeaders(200, bytes.length);
                exchange.getResponseBody().write(bytes, 0, after);
                exchange.getResponseBody().flush();
            }
            try {
                over.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        };
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            Headers headers = exchange.getRequestHeaders();
            StringBuilder noted = new StringBuilder(path);
            for (String name : List.of("If-None-Match", "Range", "If-Range", "If-Match", "Authorization")) {
                String value = headers.getFirst(name);
                noted.append(value == null ? "" : " " + name + ":" + value);
            }
            asked.add(noted.toString());
            Runnable change = changes.remove(path);
            if (change != null) {
                change.run();
            }
            byte[] bytes = files.get(path);
            List<Fault> next = faults.getOrDefault(path, List.of());
            Fault lasting = broken.get(path);
            if (lasting != null) {
                lasting.answer(exchange, Objects.requireNonNullElse(bytes, new byte[0]));
            } else if (!next.isEmpty()) {
                next.remove(0).answer(exchange, Objects.requireNonNullElse(bytes, new byte[0]));
            } else if (bytes == null) {
                exchange.sendResponseHeaders(404, -1);
            } else {
                send(exchange, bytes);
            }
        }
    }

    private static void send(HttpExchange exchange, byte[] bytes) throws IOException {
        String tag = "\"" + hash(bytes).substring(0, 16) + "\"";
        Headers asked = exchange.getRequestHeaders();
        exchange.getResponseHeaders().add("ETag", tag);
        if (tag.equals(asked.getFirst("If-None-Match"))) {
            exchange.sendResponseHeaders(304, -1);
            return;
        }
        String required = asked.getFirst("If-Match");
        if (required != null && !tag.equals(required)) {
            exchange.sendResponseHeaders(412, -1);
            return;
        }
        String range = asked.getFirst("Range");
        String condition = asked.getFirst("If-Range");
        if (range != null && (condition == null || condition.equals(tag))) {
            int from = Integer.parseInt(range.replaceAll("[^0-9]", ""));
            exchange.getResponseHeaders()
                    .add("Content-Range", "bytes " + from + "-" + (bytes.length - 1) + "/" + bytes.length);
            byte[] rest = Arrays.copyOfRange(bytes, from, bytes.length);
            exchange.sendResponseHeaders(206, rest.length);
            exchange.getResponseBody().write(rest);
            return;
        }
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Override
    public void close() {
        over.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
