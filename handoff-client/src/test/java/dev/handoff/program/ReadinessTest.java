package dev.handoff.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handoff.fd.ChildProcess;
import dev.handoff.fd.Deadline;
import dev.handoff.fd.Environment;
import dev.handoff.fd.Family;
import dev.handoff.fd.Invocation;
import dev.handoff.fd.OwnedFd;
import dev.handoff.fd.PidFd;
import dev.handoff.fd.SocketFacts;
import dev.handoff.fd.Sockets;
import dev.handoff.fd.Spawn;
import dev.handoff.testing.Literal;
import dev.handoff.testing.NoLeakedDescriptors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Real programs, by Python. */
@ExtendWith(NoLeakedDescriptors.class)
@Timeout(120)
class ReadinessTest {
    private static final Path PYTHON = Path.of("/usr/bin/python3");
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final String SAY = """
            import os, socket, sys, time
            s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
            s.connect(os.environ['NOTIFY_SOCKET'])
            for word in sys.argv[1:]:
                if word == 'drop':
                    os.setgid(65534); os.setuid(65534)
                elif word == 'child':
                    if os.fork(): time.sleep(60)
                elif word != 'end':
                    s.send(word.encode())
            if sys.argv[-1] != 'end': time.sleep(60)
            """;
    private static final String SERVE = """
            import socket, sys, time
            s = socket.socket(fileno=3)
            s.setblocking(True)
            while True:
                c, _ = s.accept()
                if c.recv(9999): c.send(b'HTTP/1.1 %s x\\r\\n\\r\\n' % sys.argv[1].encode())
                c.close()
            """;

    @TempDir
    Path folder;

    private final List<ChildProcess> started = new ArrayList<>();

    @BeforeEach
    void needsPython() {
        Assumptions.assumeTrue(Files.isExecutable(PYTHON), PYTHON + " is not installed");
    }

    @AfterEach
    void end() throws IOException {
        for (ChildProcess child : started) {
            child.signal(9);
            assertThat(child.awaitEnd(Deadline.in(LONG))).isPresent();
            child.close();
        }
    }

    private ChildProcess start(ReadyWatch watch, List<OwnedFd> descriptors, String... words) throws IOException {
        List<String> command = new ArrayList<>(List.of(PYTHON.toString(), "-c"));
        command.addAll(List.of(words));
        Environment environment = Environment.ofThisProcess();
        if (watch.notifySocket().isPresent()) {
            environment =
                    environment.with("NOTIFY_SOCKET", watch.notifySocket().get().toString());
        }
        ChildProcess child = Spawn.of(Invocation.of(command, environment))
                .environment(environment)
                .descriptors(descriptors)
                .start();
        started.add(child);
        return child;
    }

    private void await(Readiness readiness, Duration within, List<OwnedFd> descriptors, String... words)
            throws Exception {
        try (ReadyWatch watch = readiness.open(folder)) {
            ChildProcess child = start(watch, descriptors, words);
            try (PidFd process = PidFd.of(child.pid())) {
                watch.await(child.pid(), process, Deadline.in(within));
            }
        }
        assertThat(folder).as("what is left").isEmptyDirectory();
    }

    private void say(Duration within, String... words) throws Exception {
        List<String> all = new ArrayList<>(List.of(SAY));
        all.addAll(List.of(words));
        await(Readiness.notified(), within, List.of(), all.toArray(String[]::new));
    }

    @Test
    void isReadyWhenItSaysSo() throws Exception {
        say(LONG, "STATUS=warming \u001b[31m", "MAINPID=1", "READY=10\nXREADY=1", "STATUS=up\nREADY=1\n");
    }

    @Test
    void aChildOfItMaySaySo() throws Exception {
        say(LONG, "child", "READY=1");
    }

    @Test
    void whoeverDroppedItsRightsMaySaySoIfItIsPartOfTheProgram() throws Exception {
        Assumptions.assumeTrue(dev.handoff.fd.PeerCredentials.ownUid() == 0, "only root can become another user");
        say(LONG, "drop", "READY=1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"end", "WATCHDOG=1 end", "STATUS=x end"})
    void aProgramThatEndsFirstIsNotReady(String words) {
        assertThatThrownBy(() -> say(LONG, words.split(" ", -1)))
                .isInstanceOf(NotReadyException.class)
                .hasMessage("ended before it was ready");
    }

    @Test
    void aProgramThatStopsIsNotReady() {
        assertThatThrownBy(() -> say(LONG, "STOPPING=1")).hasMessageContaining("says that it stops");
    }

    @Test
    void aProgramThatSaysNothingIsNotReadyInTime() {
        assertThatThrownBy(() -> say(Duration.ofMillis(300), "STATUS=x"))
                .isInstanceOf(NotReadyException.class)
                .hasMessageContaining("not ready in time: it has not said READY=1");
    }

    @Test
    void livesForATimeOrDoesNot() throws Exception {
        await(Readiness.after(Duration.ofMillis(200)), LONG, List.of(), "import time; time.sleep(60)");
        assertThatThrownBy(() -> await(Readiness.after(LONG), LONG, List.of(), "pass"))
                .hasMessage("ended before it was ready");
    }

    private static OwnedFd listener() throws IOException {
        return Sockets.listenTcp(Family.INET, Literal.anyPort("127.0.0.1"), 16);
    }

    private static String at(OwnedFd listener) throws IOException {
        return "127.0.0.1:"
                + SocketFacts.of(listener).name().inetSocketAddress().getPort();
    }

    @Test
    void isReadyWhenItAnswersWell() throws Exception {
        try (OwnedFd listener = listener()) {
            await(Readiness.http("http://" + at(listener) + "/health?x"), LONG, List.of(listener), SERVE, "204");
            await(Readiness.tcp(at(listener)), LONG, List.of(listener), SERVE, "500");
        }
    }

    @Test
    void isNotReadyWhileItAnswersBadly() throws Exception {
        try (OwnedFd listener = listener()) {
            assertThatThrownBy(() -> await(
                            Readiness.http("http://" + at(listener)),
                            Duration.ofSeconds(5),
                            List.of(listener),
                            SERVE,
                            "503"))
                    .hasMessageContaining("it answered 'HTTP/1.1 503 x'");
        }
    }

    @Test
    void isNotReadyBecauseAnotherAnswersWell() throws Exception {
        try (OwnedFd listener = listener();
                ReadyWatch none = Readiness.after(LONG).open(folder)) {
            start(none, List.of(listener), SERVE, "200");
            assertThatThrownBy(() -> await(
                            Readiness.http("http://" + at(listener)),
                            Duration.ofSeconds(5),
                            List.of(listener),
                            "import time; time.sleep(60)"))
                    .hasMessageContaining("another process accepted the connection");
        }
    }

    @Test
    void refusesWhatIsNoAddress() {
        assertThatThrownBy(() -> Readiness.tcp("localhost")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Readiness.http("https://x/")).isInstanceOf(IllegalArgumentException.class);
    }
}
