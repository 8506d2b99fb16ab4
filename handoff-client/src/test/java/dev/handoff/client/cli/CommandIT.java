package dev.handoff.client.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.fd.Deadline;
import dev.handoff.fd.Family;
import dev.handoff.fd.Sockets;
import dev.handoff.testing.Literal;
import dev.handoff.testing.NoLeakedDescriptors;
import dev.handoff.wire.FrameChannel;
import dev.handoff.wire.Messages;
import dev.handoff.wire.NamedListener;
import dev.handoff.wire.v1.Envelope;
import dev.handoff.wire.v1.Envelope.MessageCase;
import dev.handoff.wire.v1.RefusalCode;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The packaged command against a predecessor that answers, refuses, lies, hangs or dies. */
@ExtendWith(NoLeakedDescriptors.class)
class CommandIT {
    @TempDir
    private Path folder;

    private Path control;
    private Predecessor predecessor;

    @BeforeEach
    void serve() throws IOException {
        control = folder.resolve("control");
        predecessor = new Predecessor(control);
    }

    @AfterEach
    void end() throws IOException {
        predecessor.close();
    }

    private CommandProcess run(String... arguments) throws Exception {
        return CommandProcess.run(folder, arguments);
    }

    private CommandProcess request(String... more) throws Exception {
        String[] arguments = new String[3 + more.length];
        System.arraycopy(new String[] {"request", "--control", control.toString()}, 0, arguments, 0, 3);
        System.arraycopy(more, 0, arguments, 3, more.length);
        return run(arguments);
    }

    private static void assertFails(CommandProcess command, ExitStatus status, String sentence) {
        assertThat(command.err()).startsWith("handoff-client: ").contains(sentence);
        assertThat(command.err().lines()).as("one sentence").hasSize(1);
        // An object, where one was asked for; it is held to its schema where the command is run.
        assertThat(command.out()).matches("|\\{\"outcome\":.*,\"exitStatus\":" + status.code() + ",.*}\n");
        assertThat(command.status()).isEqualTo(status.code());
    }

    @Test
    void showsWhatItGotAndGivesItBack() throws Exception {
        predecessor
                .servingTcp("http")
                .serving("dual", Sockets.listenTcp(Family.INET6, Literal.anyPort("::"), 10))
                .serving("admin", Sockets.listenUnix(folder.resolve("admin"), 10));
        CommandProcess command = request();
        assertThat(command.err()).isEmpty();
        assertThat(command.status()).isZero();
        int http = port("http");
        assertThat(command.out())
                .isEqualTo(
                        "NAME   TYPE  ADDRESS\n"
                                + "http   tcp   127.0.0.1:" + http + "\n"
                                + "dual   tcp   [::]:" + port("dual") + "\n"
                                + "admin  unix  unix:" + folder.resolve("admin") + "\n"
                                + "\n3 received from generation 7, release 2026.11.1; each is what the manifest says; given back\n");
        assertThat(predecessor.heard(MessageCase.ABORT).getAbort().getReason()).contains("gives back");
        try (SocketChannel still = SocketChannel.open(new InetSocketAddress(Literal.ip("127.0.0.1"), http))) {
            assertThat(still.isConnected()).isTrue();
        }
    }

    private int port(String name) {
        return predecessor.listeners().stream()
                .filter(listener -> listener.name().equals(name))
                .map(NamedListener::facts)
                .findFirst()
                .orElseThrow()
                .name()
                .port();
    }

    @Test
    void asksForTheListenersThatWereNamed() throws Exception {
        predecessor.servingTcp("http").servingTcp("admin");
        CommandProcess command = request("--listener", "admin", "--json", "--wait", "1500ms");
        assertThat(command.out())
                .isEqualTo("{\"predecessor\":{\"generation\":7,\"release\":\"2026.11.1\"},\"listeners\":[{\"name\":"
                        + "\"admin\",\"type\":\"tcp\",\"address\":\"127.0.0.1:" + port("admin")
                        + "\"}],\"givenBack\":true}\n");
        Envelope asked = predecessor.heard(MessageCase.REQUEST);
        assertThat(asked.getRequest().getListenersList()).containsExactly("admin");
        assertThat(asked.getRequest().getWaitMillis()).isEqualTo(1_500);
        assertThat(command.status()).isZero();
    }

    @Test
    void takesThreeHundredListenersInSeveralFrames() throws Exception {
        for (int i = 0; i < 300; i++) {
            predecessor.servingTcp("listener-" + i);
        }
        CommandProcess command = request();
        assertThat(command.out()).contains("listener-299").contains("300 received");
        assertThat(command.status()).isZero();
    }

    @Test
    void runsByJavaAloneWithoutFlags() throws Exception {
        predecessor.servingTcp("http");
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        CommandProcess command = CommandProcess.run(
                folder,
                Map.of(),
                List.of(java, "-jar", CommandProcess.JAR.toString(), "request", "--control", control.toString()));
        assertThat(command.out()).contains("1 received");
        assertThat(command.status()).isZero();
    }

    @Test
    void loadsNoWordOfItsHelpToDoItsWork() throws Exception {
        predecessor.servingTcp("http");
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        CommandProcess command = CommandProcess.run(
                folder,
                Map.of(),
                List.of(
                        java,
                        "-Xlog:class+load",
                        "-jar",
                        CommandProcess.JAR.toString(),
                        "request",
                        "--control",
                        control.toString()));
        assertThat(command.status()).isZero();
        assertThat(command.out())
                .contains("dev.handoff.client.cli.Main ")
                .doesNotContain("dev.handoff.client.manual", "ClientManual", "ExitNotes", "FailureJson");
    }

    @Test
    void logsItsStepsWhenVerbose() throws Exception {
        predecessor.servingTcp("http");
        CommandProcess command = request("--json", "--verbose");
        assertThat(command.out()).startsWith("{").endsWith("}\n");
        assertThat(command.err()).contains("CONNECTING -> REQUESTING").contains("STAGED -> FAILED");
    }

    @ParameterizedTest
    @CsvSource({
        "BUSY,TEMPORARY",
        "DRAINING,TEMPORARY",
        "NOT_PERMITTED,NOT_PERMITTED",
        "OLDER_RELEASE,NOT_PERMITTED",
        "UNKNOWN_LISTENER,USAGE",
        "VERSION,PROTOCOL",
        "PROTOCOL,PROTOCOL"
    })
    void endsAsItWasRefused(RefusalCode code, ExitStatus status) throws Exception {
        predecessor.lying((channel, asked) ->
                asked == MessageCase.REQUEST && send(channel, Messages.refused(code, "not \u001b[1mnow")));
        assertFails(request("--json"), status, "requesting: not \\u001b[1mnow");
    }

    private static boolean send(FrameChannel channel, Envelope.Builder message) throws IOException {
        channel.send(message, Deadline.in(Duration.ofSeconds(10)));
        return true;
    }

    @Test
    void namesAListenerThatIsNotThere() throws Exception {
        predecessor.servingTcp("http");
        assertFails(request("--listener", "https"), ExitStatus.USAGE, "requesting: no such listener here");
    }

    @Test
    void takesNoListenerThatIsNotWhatItSays() throws Exception {
        predecessor.servingTcp("http");
        NamedListener listener = predecessor.listeners().get(0);
        predecessor.lying((channel, asked) -> {
            if (asked == MessageCase.REQUEST) {
                Envelope.Builder grant = Envelope.newBuilder();
                grant.getGrantBuilder()
                        .setParts(1)
                        .addListeners(dev.handoff.wire.Manifest.entry(listener, 0).toBuilder()
                                .setType(dev.handoff.wire.v1.SocketType.DATAGRAM));
                channel.send(grant, List.of(listener.fd()), Deadline.in(Duration.ofSeconds(10)));
                return true;
            }
            return false;
        });
        assertFails(request(), ExitStatus.PROTOCOL, "requesting: listener http: the manifest says type DATAGRAM");
    }

    @Test
    void endsWhenGarbageAnswers() throws Exception {
        predecessor.lying((channel, asked) -> {
            byte[] http = "HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
            channel.stream().send(http, List.of(), Deadline.in(Duration.ofSeconds(10)));
            return true;
        });
        assertFails(request(), ExitStatus.PROTOCOL, "connecting: a frame's length is 1 to 65536");
    }

    @ParameterizedTest
    @CsvSource({"HELLO,connecting", "REQUEST,requesting"})
    void endsWhenThePredecessorDies(MessageCase asked, String phase) throws Exception {
        predecessor.lying((channel, now) -> {
            if (now == asked) {
                channel.close();
            }
            return now == asked;
        });
        assertFails(request(), ExitStatus.NO_PREDECESSOR, phase + ": the predecessor ended");
    }

    @Test
    void endsWhenThePredecessorHangs() throws Exception {
        predecessor.lying((channel, asked) -> true);
        assertFails(request(), ExitStatus.TEMPORARY, "did not greet us within");
    }

    @Test
    void saysThatNobodyIsThere() throws Exception {
        Path none = folder.resolve("none");
        assertFails(
                run("status", "--control", none.toString()),
                ExitStatus.NO_PREDECESSOR,
                "connecting: no predecessor answers at " + none + " (connect: ENOENT)");
        Path stale = folder.resolve("stale");
        Sockets.listenUnix(stale, 1).close();
        assertFails(
                run("status", "--control", stale.toString()),
                ExitStatus.NO_PREDECESSOR,
                "connecting: no predecessor answers at " + stale + " (connect: ECONNREFUSED)");
    }

    @Test
    void saysWhatIsWrongWithThePath() throws Exception {
        Path file = Files.createFile(folder.resolve("file"));
        assertFails(run("status", "--control", file.toString()), ExitStatus.USAGE, file + ": not a socket but a file");
        String tooLong = "/tmp/" + "x".repeat(110);
        assertFails(run("status", "--control", tooLong), ExitStatus.USAGE, "107 bytes, this one has 115");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
        assertFails(request(), ExitStatus.NOT_PERMITTED, "others can write to it (mode 0777)");
    }

    @Test
    void showsAStackTraceOnlyWhenVerbose() throws Exception {
        CommandProcess command =
                run("status", "--control", folder.resolve("none").toString(), "--verbose");
        assertThat(command.err()).contains("\tat dev.handoff.client.");
        assertThat(command.status()).isEqualTo(ExitStatus.NO_PREDECESSOR.code());
    }

    @Test
    void doesNotCallAFullDiskSuccess() throws Exception {
        predecessor.servingTcp("http");
        CommandProcess command = CommandProcess.run(
                folder,
                Map.of("JAVA_HOME", System.getProperty("java.home")),
                List.of(
                        "sh",
                        "-c",
                        "exec \"$@\" >/dev/full",
                        "sh",
                        CommandProcess.LAUNCHER.toString(),
                        "request",
                        "--control",
                        control.toString()));
        assertFails(command, ExitStatus.INTERNAL, "the standard output can't be written");
    }

    @Test
    void saysThatItIsCalledWrongly() throws Exception {
        assertFails(run(), ExitStatus.USAGE, "a command is missing");
        assertFails(run("status"), ExitStatus.USAGE, "status needs --control PATH");
    }

    @Test
    void saysItsFailureAsAnObjectWhereOneWasAskedFor() throws Exception {
        String none = folder.resolve("none").toString();
        assertThat(run("status", "--control", none, "--json").out())
                .isEqualTo("{\"outcome\":\"no-predecessor\",\"exitStatus\":69,\"step\":\"connecting\",\"reason\":"
                        + "\"no predecessor answers at " + none + " (connect: ENOENT)\"}\n");
        assertThat(run("status", "--json").out()).startsWith("{\"outcome\":\"usage\",\"exitStatus\":64,");
    }

    @Test
    void helps() throws Exception {
        assertThat(run("--help").out()).contains("request").contains("status").contains("69  no predecessor");
        assertThat(run("request", "--help").out()).contains("--listener NAME");
        assertThat(run("--version").out()).matches("handoff-client \\d+\\.\\d+.*, protocol versions 1 to 1\n");
    }
}
