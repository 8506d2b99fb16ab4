package dev.handoff.agent;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/** Clients that keep their connections under TLS, and open another one when they are told to. Closed, they are gone. */
final class TlsClients implements AutoCloseable {
    private static final int GAP_MILLIS = 40;

    private final SSLContext tls;
    private final int port;
    private final List<Thread> threads = new ArrayList<>();
    private final List<String> failures = new CopyOnWriteArrayList<>();
    private final Set<String> answers = ConcurrentHashMap.newKeySet();
    private final AtomicInteger answered = new AtomicInteger();
    private volatile boolean closed;

    TlsClients(int port, int count) throws Exception {
        this.port = port;
        this.tls = SSLContext.getInstance("TLS");
        tls.init(null, new TrustManager[] {new Trusting()}, null);
        for (int i = 0; i < count; i++) {
            Thread thread = new Thread(this::ask, "tls-client-" + i);
            thread.start();
            threads.add(thread);
        }
    }

    List<String> failures() {
        return failures;
    }

    /** Each process's, once. */
    Set<String> answers() {
        return answers;
    }

    int answered() {
        return answered.get();
    }

    private void ask() {
        while (!closed) {
            try (Socket connection = tls.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port)) {
                connection.setSoTimeout(60_000);
                askUntilToldToClose(connection);
            } catch (IOException | RuntimeException e) {
                failures.add(e.toString());
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private void askUntilToldToClose(Socket connection) throws IOException, InterruptedException {
        BufferedReader in =
                new BufferedReader(new InputStreamReader(connection.getInputStream(), StandardCharsets.US_ASCII));
        boolean keep = true;
        while (keep && !closed) {
            connection.getOutputStream().write("GET / HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            keep = !readsClose(in);
            TimeUnit.MILLISECONDS.sleep(GAP_MILLIS);
        }
    }

    private boolean readsClose(BufferedReader in) throws IOException {
        boolean close = false;
        int length = -1;
        String first = in.readLine();
        if (first == null || !first.startsWith("HTTP/1.1 200")) {
            throw new IOException("not answered but " + first);
        }
        for (String line = in.readLine(); !line.isEmpty(); line = in.readLine()) {
            String field = line.toLowerCase(Locale.ROOT);
            close |= field.equals("connection: close");
            if (field.startsWith("content-length:")) {
                length = Integer.parseInt(field.substring(15).strip());
            }
        }
        char[] body = new char[length];
        for (int read = 0; read < length; ) {
            int more = in.read(body, read, length - read);
            if (more < 0) {
                throw new IOException("the answer ended early");
            }
            read += more;
        }
        answers.add(new String(body));
        answered.incrementAndGet();
        return close;
    }

    @Override
    public void close() throws InterruptedException {
        closed = true;
        for (Thread thread : threads) {
            thread.join(TimeUnit.SECONDS.toMillis(90));
        }
    }

    private static final class Trusting implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
