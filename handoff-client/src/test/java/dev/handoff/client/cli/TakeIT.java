package dev.handoff.client.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.handoff.fd.PeerCredentials;
import dev.handoff.testing.Literal;
import dev.handoff.testing.NoLeakedDescriptors;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The packaged command looks into a process that knows nothing of it: this one. */
@ExtendWith(NoLeakedDescriptors.class)
class TakeIT {
    private static final Path PYTHON = Path.of("/usr/bin/python3");

    @TempDir
    private Path folder;

    private ServerSocketChannel listener;

    @BeforeEach
    void listen() throws IOException {
        listener = ServerSocketChannel.open(StandardProtocolFamily.INET).bind(Literal.anyPort("127.0.0.1"));
    }

    @AfterEach
    void close() throws IOException {
        listener.close();
    }

    private static int port(ServerSocketChannel channel) throws IOException {
        return ((InetSocketAddress) channel.getLocalAddress()).getPort();
    }

    private CommandProcess request(long pid, String... more) throws Exception {
        List<String> arguments = new ArrayList<>(List.of("request", "--pid", Long.toString(pid)));
        arguments.addAll(List.of(more));
        return CommandProcess.run(folder, arguments.toArray(String[]::new));
    }

    private static void assertFails(CommandProcess command, ExitStatus status, String... parts) {
        assertThat(command.err()).startsWith("handoff-client: ").contains(parts);
        assertThat(command.err().lines()).as("one sentence").hasSize(1);
        assertThat(command.out()).isEmpty();
        assertThat(command.status()).isEqualTo(status.code());
    }

    private static long self() {
        return ProcessHandle.current().pid();
    }

    @Test
    void showsWhatCanBeTakenAndLeavesItAsItWas() throws Exception {
        Path path = folder.resolve("admin");
        try (ServerSocketChannel unix =
                ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(UnixDomainSocketAddress.of(path))) {
            CommandProcess command =
                    request(self(), "--listener", "http=" + port(listener), "--listener", "unix:" + path);
            assertThat(command.err()).isEmpty();
            assertThat(command.status()).isZero();
            assertThat(command.out())
                    .startsWith("NAME  TYPE  ADDRESS\n"
                            + "http  tcp   127.0.0.1:" + port(listener) + "\n"
                            + "unix  unix  unix:" + path + "\n"
                            + "\n2 taken from process " + self())
                    .endsWith("given back, and it goes on unchanged\n");
            assertThat(unix.isOpen()).isTrue();
        }
        assertThat(listener.isBlocking()).isTrue();
        try (SocketChannel client = SocketChannel.open(listener.getLocalAddress());
                SocketChannel accepted = listener.accept()) {
            assertThat(client.isConnected() && accepted.isConnected()).isTrue();
        }
    }

    @Test
    void showsAllThatAProcessListensAtAsJson() throws Exception {
        CommandProcess command = request(self(), "--json");
        assertThat(command.err()).isEmpty();
        assertThat(command.out())
                .startsWith("{\"process\":{\"pid\":" + self() + "},\"listeners\":[")
                .contains("{\"name\":\"" + port(listener) + "\",\"type\":\"tcp\",\"address\":\"127.0.0.1:"
                        + port(listener) + "\"}")
                .endsWith("],\"givenBack\":true}\n");
        assertThat(command.status()).isZero();
    }

    @Test
    void saysWhereItListensInstead() throws Exception {
        assertFails(
                request(self(), "--listener", "1"),
                ExitStatus.USAGE,
                "taking: process " + self(),
                "does not listen at 1, but at [",
                "127.0.0.1:" + port(listener));
    }

    @Test
    void saysThatThereIsNoSuchProcess() throws Exception {
        Process gone = new ProcessBuilder("true").start();
        gone.waitFor();
        assertFails(request(gone.pid()), ExitStatus.NO_PREDECESSOR, "taking: there is no process " + gone.pid());
        Process idle = new ProcessBuilder("sleep", "60").start();
        try {
            assertFails(request(idle.pid()), ExitStatus.USAGE, "process " + idle.pid() + " (sleep) does not listen");
        } finally {
            idle.destroyForcibly().waitFor();
        }
    }

    @Test
    void refusesOneOfSeveralSocketsAtOneAddress() throws Exception {
        try (ServerSocketChannel one = reusing(Literal.anyPort("127.0.0.1"));
                ServerSocketChannel two = reusing((InetSocketAddress) one.getLocalAddress())) {
            assertThat(port(two)).isEqualTo(port(one));
            CommandProcess command = request(self(), "--listener", Integer.toString(port(one)));
            assertFails(command, ExitStatus.USAGE, "2 sockets listen at 127.0.0.1:" + port(one) + " by SO_REUSEPORT");
        }
    }

    private static ServerSocketChannel reusing(InetSocketAddress address) throws IOException {
        ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.INET);
        return channel.setOption(StandardSocketOptions.SO_REUSEPORT, true).bind(address);
    }

    @Test
    void saysWhoseProcessItIsAndWhatToDo() throws Exception {
        assumeTrue(PeerCredentials.ownUid() == 0, "not root: no process of another user can be started");
        Path jar = Files.copy(CommandProcess.JAR, folder.resolve("handoff-client.jar"));
        Files.setPosixFilePermissions(jar, PosixFilePermissions.fromString("rw-r--r--"));
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        List<String> nobody =
                new ArrayList<>(List.of("setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups", java));
        assumeTrue(
                new ProcessBuilder(nobody.get(0), "--reuid", "65534", java, "-version")
                                .start()
                                .waitFor()
                        == 0,
                "uid 65534 can't run " + java);
        nobody.addAll(List.of("-Xlog:disable", "-jar", jar.toString(), "request", "--pid", Long.toString(self())));
        CommandProcess command = CommandProcess.run(folder, Map.of(), nobody);
        // What a JDK says of the libraries, the launcher silences.
        assertThat(command.err().lines().filter(line -> !line.startsWith("WARNING: ")))
                .singleElement()
                .asString()
                .startsWith("handoff-client: taking: /proc/" + self() + "/fd can't be read: process " + self())
                .contains("belongs to uid 0 and we are uid 65534")
                .contains("run this as that user or as root");
        assertThat(command.status()).isEqualTo(ExitStatus.NOT_PERMITTED.code());
    }

    @Test
    void refusesAProcessOfAnotherNetwork() throws Exception {
        assumeTrue(Files.isExecutable(PYTHON), PYTHON + " is not installed");
        String program =
                "import socket,time; s=socket.create_server(('0.0.0.0',8080)); print('up',flush=True); time.sleep(99)";
        Process process = new ProcessBuilder("unshare", "--net", PYTHON.toString(), "-c", program).start();
        try {
            BufferedReader said =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
            assumeTrue("up".equals(said.readLine()), "no network namespace can be made here");
            assertFails(
                    request(process.pid(), "--listener", "8080"),
                    ExitStatus.USAGE,
                    "is in another network namespace",
                    "nsenter -n -t " + process.pid());
        } finally {
            process.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
            process.getInputStream().close();
            process.getErrorStream().close();
            process.getOutputStream().close();
        }
    }

    @Test
    void refusesAWrongCommandLine() throws Exception {
        String control = folder.resolve("control").toString();
        assertFails(request(self(), "--control", control), ExitStatus.USAGE, "--control is of no use with --pid");
        assertFails(request(0), ExitStatus.USAGE, "--pid: '0' is no process's number");
        assertFails(request(self(), "--listener", "http"), ExitStatus.USAGE, "--listener: 'http' is no PORT");
        assertFails(request(self(), "--listener", "=8080"), ExitStatus.USAGE, "a listener's name is 1 to 255");
    }
}
