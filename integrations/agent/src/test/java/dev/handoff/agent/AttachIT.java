package dev.handoff.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.handoff.demo.load.Load;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** handoff-client under a filter that forbids pidfd_getfd(2), as a container's may, asks the JVM itself. */
@Timeout(400)
class AttachIT {
    private static final Path PYTHON = Path.of("/usr/bin/python3");
    private static final String AGENT =
            Path.of("target", "handoff-agent.jar").toAbsolutePath().toString();
    /** Load the number of the call; if it is pidfd_getfd's, EPERM, else allow. Then become the command. */
    private static final String FILTER = """
            import ctypes, os, struct, sys
            steps = [(0x20, 0, 0, 0), (0x15, 0, 1, 438), (6, 0, 0, 0x50001), (6, 0, 0, 0x7fff0000)]
            code = ctypes.create_string_buffer(b''.join(struct.pack('HBBI', *step) for step in steps))
            class Program(ctypes.Structure):
                _fields_ = [('length', ctypes.c_ushort), ('code', ctypes.c_void_p)]
            program = Program(len(steps), ctypes.addressof(code))
            libc = ctypes.CDLL(None, use_errno=True)
            assert libc.prctl(38, 1, 0, 0, 0) == 0
            assert libc.prctl(22, 2, ctypes.byref(program)) == 0, ctypes.get_errno()
            os.execv(sys.argv[1], sys.argv[1:])
            """;

    @BeforeEach
    void requireTools() {
        assumeTrue(Files.isExecutable(PYTHON), PYTHON + " is not installed");
    }

    private static ClientCommand filtered(AgentProcess process, String... more) throws Exception {
        return filtered(process.pid(), more);
    }

    private static ClientCommand filtered(long pid, String... more) throws Exception {
        List<String> command = new ArrayList<>(List.of(PYTHON.toString(), "-c", FILTER));
        command.addAll(List.of(ClientCommand.LAUNCHER.toString(), "request", "--pid", Long.toString(pid)));
        command.addAll(List.of(more));
        return ClientCommand.run(command);
    }

    @Test
    void getsTheListenersFromTheJvmWhereTheKernelForbidsToTakeThem() throws Exception {
        String port = Integer.toString(Generations.freePort());
        try (AgentProcess plain = AgentProcess.plain("TomcatServer", List.of("-Drelease=plain"), port)) {
            plain.port(0, Generations.LIMIT);
            InetSocketAddress server = new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(port));
            try (Load load = Load.on(server).fresh(20).kept(5, 20).start()) {
                ClientCommand forbidden = filtered(plain, "--listener", port);
                assertThat(forbidden.status()).as(forbidden.output()).isEqualTo(77);
                ClientCommand passed = filtered(plain, "--listener", port, "--agent", AGENT);
                assertThat(passed.status()).as(passed.output()).isZero();
                assertThat(passed.output()).contains(":" + port).contains("1 taken from process " + plain.pid());
                ClientCommand again = filtered(plain, "--agent", AGENT);
                assertThat(again.status()).as(again.output()).isZero();
                assertThat(load.stop().failures()).isEmpty();
            }
            assertThat(plain.isAlive()).isTrue();
        }
    }

    @Test
    void saysInOneSentenceThatAJvmForbidsIt() throws Exception {
        String port = Integer.toString(Generations.freePort());
        try (AgentProcess plain =
                AgentProcess.plain("JdkHttp", List.of("-XX:+DisableAttachMechanism", "-Drelease=plain"), port)) {
            plain.port(0, Generations.LIMIT);
            ClientCommand refused = filtered(plain, "--agent", AGENT);
            assertThat(refused.status()).as(refused.output()).isEqualTo(77);
            assertThat(refused.output().strip())
                    .doesNotContain("\n")
                    .contains("process " + plain.pid())
                    .contains("forbids that an agent is attached to it");
            assertThat(plain.toString()).doesNotContain("Full thread dump");
        }
    }

    @Test
    void leavesWhatIsNoJvmAlone() throws Exception {
        Process python = new ProcessBuilder(PYTHON.toString(), "-um", "http.server", "--bind", "127.0.0.1", "0")
                .redirectErrorStream(true)
                .start();
        try {
            python.inputReader().readLine();
            ClientCommand refused = filtered(python.pid(), "--agent", AGENT);
            assertThat(refused.status()).as(refused.output()).isEqualTo(77);
            assertThat(refused.output()).contains("is no JVM");
            assertThat(python.isAlive()).isTrue();
        } finally {
            python.destroyForcibly().waitFor();
        }
    }
}
