package dev.handoff.stranger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.handoff.run.Clients;
import dev.handoff.testing.ChildJvm;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The first release that knows of Handoff takes the place of a stock server, which runs and is asked all the time. */
@Timeout(240)
class StrangerIT {
    private static final Duration LONG = Duration.ofSeconds(90);
    private static final long ENOUGH = 100;

    /** Starts a server of some kind. */
    private interface Kind {
        StrangerProcess start(Path folder) throws Exception;
    }

    @TempDir
    private Path temp;

    private Path control;
    private final List<AutoCloseable> started = new ArrayList<>();

    @BeforeEach
    void privateFolder() throws IOException {
        Path folder = temp.resolve("run");
        Files.createDirectory(
                folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        control = folder.resolve("control.sock");
    }

    @AfterEach
    void end() throws Exception {
        for (AutoCloseable each : started) {
            each.close();
        }
    }

    private <T extends AutoCloseable> T with(T each) {
        started.add(0, each);
        return each;
    }

    private StrangerProcess serving(Kind kind) throws Exception {
        return with(kind.start(Files.createDirectory(temp.resolve("stranger"))));
    }

    private ChildJvm heirOf(StrangerProcess stranger, String... more) throws Exception {
        List<String> arguments = new ArrayList<>(List.of(
                "control=" + control,
                "pid=" + stranger.pid(),
                "listen=127.0.0.1:" + stranger.address().getPort()));
        arguments.addAll(List.of(more));
        return with(ChildJvm.start(HeirMain.class, arguments.toArray(String[]::new)));
    }

    private static void warmed(ChildJvm heir) throws IOException {
        heir.process().getOutputStream().write('\n');
        heir.process().getOutputStream().flush();
    }

    private void losesNothing(Kind kind) throws Exception {
        StrangerProcess stranger = serving(kind);
        try (Clients load = Clients.of(stranger.address(), StrangerProcess::nameOf)) {
            ChildJvm heir = heirOf(stranger, "cold=until told", "end=" + stranger.signal());
            assertThat(heir.line()).isEqualTo("OPEN 1");
            long before = load.answeredBy("stranger");
            await().atMost(LONG).until(() -> load.answeredBy("stranger") > before + ENOUGH);
            assertThat(load.answeredBy("heir")).as("nothing before READY").isZero();
            warmed(heir);
            assertThat(heir.line()).isEqualTo("READY");
            assertThat(stranger.awaitEnd(90)).as("told to end").isTrue();
            long after = load.answeredBy("heir");
            await().atMost(LONG).until(() -> load.answeredBy("heir") > after + ENOUGH);
            load.close();
            System.out.println("first upgrade under load: " + load);
            assertThat(load.failures()).isEmpty();
        }
    }

    @Test
    void losesNothingOfPythonWhichKnowsNoGracefulStop() throws Exception {
        losesNothing(StrangerProcess::python);
    }

    @Test
    void losesNothingOfNginxAndItsWorkers() throws Exception {
        losesNothing(StrangerProcess::nginx);
    }

    @Test
    void losesNothingOfTomcat() throws Exception {
        losesNothing(StrangerProcess::tomcat);
    }

    /** A request of which half has been sent: whoever ends the server now loses it. */
    private Socket halfAsked(StrangerProcess stranger) throws IOException {
        Socket asking =
                new Socket(stranger.address().getAddress(), stranger.address().getPort());
        asking.setSoTimeout(60_000);
        asking.getOutputStream().write("GET / HTTP/1.0\r\n".getBytes(StandardCharsets.US_ASCII));
        return asking;
    }

    @Test
    void theStrangerIsNotToldToEndBeforeItHasAnswered() throws Exception {
        StrangerProcess stranger = serving(StrangerProcess::python);
        try (Socket asking = halfAsked(stranger)) {
            ChildJvm heir = heirOf(stranger, "end=" + stranger.signal(), "drain=120000");
            assertThat(List.of(heir.line(), heir.line())).containsExactly("OPEN 1", "READY");
            assertThat(StrangerProcess.whoAnswers(stranger.address())).isEqualTo("heir");
            await("well beyond the probation")
                    .during(Duration.ofSeconds(2))
                    .atMost(LONG)
                    .until(() -> stranger.process().isAlive());
            asking.getOutputStream().write("\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(new String(asking.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                    .endsWith("python");
            assertThat(stranger.awaitEnd(60)).as("told to end").isTrue();
        }
    }

    @Test
    void theStrangerIsToldToEndAtTheDrainsDeadlineWhateverItHasLeft() throws Exception {
        StrangerProcess stranger = serving(StrangerProcess::python);
        try (Socket asking = halfAsked(stranger)) {
            ChildJvm heir = heirOf(stranger, "end=" + stranger.signal(), "drain=1000");
            assertThat(List.of(heir.line(), heir.line())).containsExactly("OPEN 1", "READY");
            assertThat(stranger.awaitEnd(60)).as("told to end").isTrue();
            assertThat(asking.isClosed()).isFalse();
        }
    }

    @Test
    void theStrangerHasItAllAgainWhenTheHeirIsKilled() throws Exception {
        StrangerProcess stranger = serving(StrangerProcess::python);
        ChildJvm heir = heirOf(stranger, "end=" + stranger.signal(), "probation=600000");
        assertThat(List.of(heir.line(), heir.line())).containsExactly("OPEN 1", "READY");
        assertThat(StrangerProcess.whoAnswers(stranger.address())).isEqualTo("heir");
        heir.process().destroyForcibly().waitFor();
        for (int i = 0; i < 20; i++) {
            assertThat(StrangerProcess.whoAnswers(stranger.address())).isEqualTo("stranger");
        }
    }

    @Test
    void theStrangerLosesNothingWhenTheHeirIsToldToEndOnItsProbation() throws Exception {
        StrangerProcess stranger = serving(StrangerProcess::python);
        ChildJvm heir = heirOf(stranger, "end=" + stranger.signal(), "probation=600000");
        assertThat(List.of(heir.line(), heir.line())).containsExactly("OPEN 1", "READY");
        assertThat(StrangerProcess.whoAnswers(stranger.address())).isEqualTo("heir");
        heir.process().destroy();
        assertThat(heir.awaitExit(90)).isZero();
        assertThat(stranger.process().isAlive()).isTrue();
        for (int i = 0; i < 20; i++) {
            assertThat(StrangerProcess.whoAnswers(stranger.address())).isEqualTo("stranger");
        }
    }

    @Test
    void isLeftAloneByAnHeirThatFailsBeforeReady() throws Exception {
        StrangerProcess stranger = serving(StrangerProcess::python);
        ChildJvm heir = heirOf(stranger, "cold=until told", "end=" + stranger.signal());
        assertThat(heir.line()).isEqualTo("OPEN 1");
        for (int i = 0; i < 20; i++) {
            assertThat(StrangerProcess.whoAnswers(stranger.address())).isEqualTo("stranger");
        }
        heir.process().destroyForcibly().waitFor();
        for (int i = 0; i < 20; i++) {
            assertThat(StrangerProcess.whoAnswers(stranger.address())).isEqualTo("stranger");
        }
    }

    @Test
    void savesTheListenerAndTheQueueOfOneThatHangs() throws Exception {
        StrangerProcess stranger = serving(StrangerProcess::python);
        stranger.signal("STOP");
        try (Socket waiting =
                new Socket(stranger.address().getAddress(), stranger.address().getPort())) {
            waiting.getOutputStream().write("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            ChildJvm heir = heirOf(stranger, "share=", "end=9");
            assertThat(List.of(heir.line(), heir.line())).containsExactly("OPEN 1", "READY");
            waiting.setSoTimeout(60_000);
            BufferedReader answer =
                    new BufferedReader(new InputStreamReader(waiting.getInputStream(), StandardCharsets.US_ASCII));
            assertThat(answer.lines()).contains("Server: heir");
            assertThat(stranger.awaitEnd(60)).as("killed").isTrue();
            assertThat(StrangerProcess.whoAnswers(stranger.address())).isEqualTo("heir");
        }
    }

    /** The holder takes its place at the control path, and it goes on accepting; the successor knows nothing of all that. */
    @Test
    void theHolderLetsAnyReleaseTakeOver() throws Exception {
        StrangerProcess stranger = serving(StrangerProcess::nginx);
        String listen = "127.0.0.1:" + stranger.address().getPort();
        ChildJvm holder = with(ChildJvm.start(
                dev.handoff.daemon.Main.class,
                "hold",
                "--control",
                control.toString(),
                "--listen",
                "http=" + listen,
                "--pid",
                Integer.toString(stranger.pid()),
                "--end",
                "QUIT"));
        await().atMost(LONG).until(() -> Files.exists(control));
        assertThat(StrangerProcess.whoAnswers(stranger.address())).isEqualTo("stranger");
        ChildJvm heir = with(ChildJvm.start(HeirMain.class, "control=" + control, "listen=" + listen));
        assertThat(List.of(heir.line(), heir.line())).containsExactly("OPEN 2", "READY");
        assertThat(holder.awaitExit(90)).isZero();
        assertThat(stranger.awaitEnd(60)).as("told to end").isTrue();
        assertThat(StrangerProcess.whoAnswers(stranger.address())).isEqualTo("heir");
    }

    @Test
    void aReleaseThatFollowsTakesOverAsAlways() throws Exception {
        StrangerProcess stranger = serving(StrangerProcess::python);
        ChildJvm heir = heirOf(stranger, "end=" + stranger.signal());
        assertThat(List.of(heir.line(), heir.line())).containsExactly("OPEN 1", "READY");
        ChildJvm next = heirOf(stranger, "end=" + stranger.signal());
        assertThat(List.of(next.line(), next.line())).containsExactly("OPEN 2", "READY");
        assertThat(heir.line()).isEqualTo("GONE HANDED_OVER");
        assertThat(stranger.awaitEnd(60)).as("told to end").isTrue();
        assertThat(StrangerProcess.whoAnswers(stranger.address())).isEqualTo("heir");
    }

    /** What came to it while it died is answered by nobody; what comes from then on waits for us. */
    @Test
    void isReplacedEvenIfItDiesBeforeReady() throws Exception {
        StrangerProcess stranger = serving(StrangerProcess::python);
        ChildJvm heir = heirOf(stranger, "cold=until told");
        assertThat(heir.line()).isEqualTo("OPEN 1");
        stranger.process().destroyForcibly().waitFor();
        await("its listener is let go").atMost(LONG).until(() -> listeners(stranger.address()) == 1);
        try (Socket waiting =
                new Socket(stranger.address().getAddress(), stranger.address().getPort())) {
            waiting.getOutputStream().write("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            warmed(heir);
            waiting.setSoTimeout(60_000);
            BufferedReader answer =
                    new BufferedReader(new InputStreamReader(waiting.getInputStream(), StandardCharsets.US_ASCII));
            assertThat(answer.lines()).contains("Server: heir");
        }
    }

    /** How many sockets listen there. */
    private static long listeners(InetSocketAddress address) throws IOException {
        String line = String.format(".*:%04X 00000000:0000 0A .*", address.getPort());
        return Files.readAllLines(Path.of("/proc/net/tcp")).stream()
                .filter(socket -> socket.matches(line))
                .count();
    }

    @Test
    void saysWhereTheProcessListensThatItWasToTakeFrom() throws Exception {
        StrangerProcess stranger = serving(StrangerProcess::python);
        try (java.net.ServerSocket other = new java.net.ServerSocket()) {
            other.bind(dev.handoff.testing.Literal.anyPort("127.0.0.1"));
            ChildJvm heir = heirOf(stranger, "listen=127.0.0.1:" + other.getLocalPort());
            assertThat(heir.line())
                    .startsWith("FAILED StrangerException: listener http: process " + stranger.pid())
                    .contains("does not listen at")
                    .contains("but at [127.0.0.1:" + stranger.address().getPort() + "]");
        }
    }
}
