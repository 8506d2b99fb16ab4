package dev.handoff.agent.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.fd.Deadline;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ReplayTest {
    private volatile long silentUntil = System.nanoTime();
    private ServerSocket server;

    @BeforeEach
    void listen() throws IOException {
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        daemon(() -> {
            while (!server.isClosed()) {
                Socket connection = server.accept();
                daemon(() -> answer(connection));
            }
        });
    }

    @AfterEach
    void close() throws IOException {
        server.close();
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void daemon(Work work) {
        Thread thread = new Thread(() -> {
            try {
                work.run();
            } catch (IOException e) {
                // The test is over, or whoever asked has hung up.
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    /** Not the first ones, and never what is asked for below {@code /stream}; hangs up on {@code /secret}. */
    private void answer(Socket connection) throws IOException {
        try (connection) {
            BufferedReader lines =
                    new BufferedReader(new InputStreamReader(connection.getInputStream(), StandardCharsets.US_ASCII));
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                boolean isLate = line.startsWith("GET /stream")
                        || (line.startsWith("GET") && System.nanoTime() - silentUntil < 0);
                if (line.startsWith("GET /secret")) {
                    return;
                }
                if (isLate) {
                    lines.read(new char[10_000]);
                    while (lines.read() >= 0) {
                        // Until it hangs up.
                    }
                    return;
                }
                if (line.isEmpty()) {
                    connection
                            .getOutputStream()
                            .write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                }
            }
        }
    }

    private String replay(Duration limit, String... targets) throws Exception {
        Probe probe =
                new Probe(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.getLocalPort()), "127.0.0.1");
        List<Replay.Question> questions = List.of(targets).stream()
                .map(target ->
                        new Replay.Question(probe, RequestLine.of("GET", target).orElseThrow()))
                .toList();
        return new Replay(questions, 2, line -> {}).run(Deadline.in(limit));
    }

    @Test
    void asksAColdProcessAgainThatDidNotAnswerItsFirstRequestsInTime() throws Exception {
        // A question that gives up just before its round does is asked again in it: it must not be answered then.
        silentUntil = System.nanoTime() + Duration.ofMillis(2_300).toNanos();
        assertThat(replay(Duration.ofSeconds(8), "/"))
                .contains("no answer in ")
                .containsPattern("[2-4] failed, 0 left out")
                .doesNotStartWith("0 ");
    }

    @Test
    void leavesOutAtOnceWhatDoesNotAnswerWhileOthersDo() throws Exception {
        assertThat(replay(Duration.ofSeconds(5), "/", "/stream")).contains("1 left out");
    }

    @Test
    void leavesOutAtOnceWhatIsHungUpOn() throws Exception {
        assertThat(replay(Duration.ofSeconds(30), "/secret")).matches("0 .* [12] failed, 1 left out.*");
    }

    @Test
    void givesUpWhatNeverAnswers() throws Exception {
        silentUntil = System.nanoTime() + Duration.ofMinutes(5).toNanos();
        assertThat(replay(Duration.ofSeconds(30), "/")).startsWith("0 ").contains("1 left out");
    }
}
