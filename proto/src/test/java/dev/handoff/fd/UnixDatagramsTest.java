package dev.handoff.fd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.testing.NoLeakedDescriptors;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(NoLeakedDescriptors.class)
class UnixDatagramsTest {
    private static final Deadline LONG = Deadline.in(Duration.ofSeconds(60));
    private static final String SEND = """
            import os, socket, sys
            s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
            s.connect(sys.argv[1])
            socket.send_fds(s, [sys.argv[2].encode()], [0, 1])
            s.send(b'x' * 5000)
            s.send(b'short')
            """;

    @TempDir
    Path folder;

    @Test
    void saysWhoWroteAndKeepsNoDescriptorThatCame() throws IOException {
        Environment environment = Environment.ofThisProcess();
        try (UnixDatagrams datagrams = UnixDatagrams.at(folder.resolve("s"))) {
            Invocation python = Invocation.of(
                    List.of("/usr/bin/python3", "-c", SEND, datagrams.path().toString(), "READY=1"), environment);
            try (ChildProcess child = Spawn.of(python).environment(environment).start()) {
                UnixDatagrams.Datagram first = datagrams.receive(4096, LONG).orElseThrow();
                assertThat(first.text()).isEqualTo("READY=1");
                assertThat(first.sender().pid()).isEqualTo(child.pid());
                assertThat(first.sender().uid()).isEqualTo(PeerCredentials.ownUid());
                // The one that is too long is left out, not cut.
                assertThat(datagrams.receive(4096, LONG).orElseThrow().text()).isEqualTo("short");
                assertThat(child.awaitEnd(LONG)).contains(ProcessEnd.exited(0));
            }
            assertThat(datagrams.receive(4096, Deadline.in(Duration.ZERO))).isEmpty();
        }
        assertThat(folder.resolve("s")).doesNotExist();
    }
}
