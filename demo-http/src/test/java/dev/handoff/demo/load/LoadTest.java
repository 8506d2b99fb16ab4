package dev.handoff.demo.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** That each way of losing a request is seen, with servers that lose them. */
@Timeout(60)
class LoadTest {
    private static final String GOOD = answer("200 OK", "", "pid=1 generation=1 release=x\n");

    /** What a server does with a connection. */
    private interface Manner {
        void treat(Socket client, int number) throws IOException;
    }

    private final ServerSocket server;
    private final AtomicInteger connections = new AtomicInteger();

    LoadTest() throws IOException {
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    }

    @AfterEach
    void close() throws IOException {
        server.close();
    }

    @Test
    void countsAnswersAndByWhom() throws Exception {
        serve((client, number) -> answerEach(client, GOOD));
        Report report = run(Load.on(address()).kept(2, 100));
        assertThat(report.failures()).isEmpty();
        assertThat(report.answers()).containsOnlyKeys(new Served(1, 1, "x"));
        assertThat(report.requests()).isBetween(40, 110);
        assertThat(connections).hasValue(2);
    }

    @Test
    void opensAKeptConnectionAnewWhenTheServerSaysClose() throws Exception {
        serve((client, number) -> {
            readRequest(client);
            write(client, answer("200 OK", "Connection: close\r\n", "pid=1 generation=1 release=x\n"));
        });
        Report report = run(Load.on(address()).kept(2, 50));
        assertThat(report.failures()).isEmpty();
        assertThat(connections.get()).isGreaterThan(10);
    }

    @Test
    void losesNothingWhenAnIdleConnectionIsClosed() throws Exception {
        serve((client, number) -> {
            readRequest(client);
            write(client, GOOD);
        });
        Report report = run(Load.on(address()).kept(1, 5));
        assertThat(report.failures()).isEmpty();
        assertThat(report.requests()).isGreaterThan(2);
    }

    @Test
    void seesARefusal() throws Exception {
        server.close();
        assertThat(run(Load.on(address()).fresh(50)).failures())
                .hasSizeGreaterThan(10)
                .allMatch(f -> f.kind() == FailureKind.REFUSED
                        && !f.kept()
                        && f.connectedAt().isEmpty());
    }

    @Test
    void seesAReset() throws Exception {
        serve((client, number) -> {
            readRequest(client);
            client.setSoLinger(true, 0);
        });
        assertThat(run(Load.on(address()).fresh(50)).failures())
                .hasSizeGreaterThan(10)
                .allMatch(f -> f.kind() == FailureKind.RESET && f.connectedAt().isPresent());
    }

    @Test
    void seesAnEndBeforeTheWholeAnswerAndWhoAnsweredBefore() throws Exception {
        serve((client, number) -> {
            readRequest(client);
            write(client, GOOD);
            readRequest(client);
            write(client, GOOD.substring(0, GOOD.length() - 3));
        });
        Report report = run(Load.on(address()).kept(1, 20));
        assertThat(report.failures())
                .hasSizeGreaterThan(3)
                .allMatch(f -> f.kind() == FailureKind.EOF && f.kept())
                .allMatch(f -> f.lastServed().equals(java.util.Optional.of(new Served(1, 1, "x"))));
    }

    @Test
    void seesAWrongStatus() throws Exception {
        serve((client, number) -> answerEach(client, answer("503 No", "", "")));
        assertThat(run(Load.on(address()).kept(1, 20)).failures())
                .hasSizeGreaterThan(3)
                .allMatch(f -> f.kind() == FailureKind.STATUS && f.detail().contains("503"));
    }

    @Test
    void seesRequestsThatHangAndThoseBehindThem() throws Exception {
        serve((client, number) -> {
            readRequest(client);
            client.getInputStream().read(); // nothing comes, until the load gives up
        });
        Report report = run(Load.on(address()).kept(1, 10).patience(Duration.ofSeconds(1)));
        assertThat(report.hung()).isEqualTo(report.failures().size()).isGreaterThan(3);
    }

    @Test
    void countsLatencyFromWhenARequestWasDue() throws Exception {
        serve((client, number) -> {
            readRequest(client);
            pause(600);
            write(client, GOOD);
            answerEach(client, GOOD);
        });
        Report report = run(Load.on(address()).kept(1, 100));
        // The stall held up 60 requests, though the server answered but one of them slowly.
        assertThat(report.latency(0.75)).isGreaterThan(Duration.ofMillis(100));
        assertThat(report.latency(1)).isGreaterThan(Duration.ofMillis(550));
    }

    private static Report run(Load load) throws Exception {
        try (Load running = load.start()) {
            Thread.sleep(1000); // a load is something that lasts
            return running.stop();
        }
    }

    private InetSocketAddress address() {
        return new InetSocketAddress(server.getInetAddress(), server.getLocalPort());
    }

    private void serve(Manner manner) {
        thread(() -> {
            while (true) {
                Socket client = server.accept();
                int number = connections.incrementAndGet();
                thread(() -> {
                    try (client) {
                        manner.treat(client, number);
                    }
                });
            }
        });
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void thread(Work work) {
        Thread thread = new Thread(() -> {
            try {
                work.run();
            } catch (SocketException endOfTest) {
                return;
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    private static void answerEach(Socket client, String answer) throws IOException {
        while (readRequest(client)) {
            write(client, answer);
        }
    }

    private static void write(Socket client, String text) throws IOException {
        OutputStream out = client.getOutputStream();
        out.write(text.getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    /** Up to the empty line; false at the end of the connection. */
    private static boolean readRequest(Socket client) throws IOException {
        int newlines = 0;
        while (newlines < 2) {
            int next = client.getInputStream().read();
            if (next < 0) {
                return false;
            }
            newlines = next == '\n' ? newlines + 1 : next == '\r' ? newlines : 0;
        }
        return true;
    }

    private static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String answer(String status, String fields, String body) {
        return "HTTP/1.1 " + status + "\r\n" + fields + "Content-Length: " + body.length() + "\r\n\r\n" + body;
    }
}
