package dev.handoff.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.testing.NoLeakedDescriptors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(NoLeakedDescriptors.class)
@Timeout(60)
class GateRehearsalTest {
    @Test
    void leavesNoListenerBehind() throws IOException {
        Set<String> before = listening();
        for (int i = 0; i < 3; i++) {
            GateRehearsal.run();
        }
        assertThat(listening()).isEqualTo(before);
    }

    /** Addresses in state LISTEN of this process's own: proc_pid_net(5) shows the namespace's, so those of its descriptors. */
    private static Set<String> listening() throws IOException {
        Set<String> inodes;
        try (var all = Files.list(Path.of("/proc/self/fd"))) {
            inodes = all.map(GateRehearsalTest::target)
                    .filter(target -> target.startsWith("socket:["))
                    .map(target -> target.substring(8, target.length() - 1))
                    .collect(Collectors.toSet());
        }
        List<String> lines = Files.readAllLines(Path.of("/proc/self/net/tcp"));
        return lines.stream()
                .skip(1)
                .map(line -> line.trim().split("\\s+", -1))
                .filter(words -> words[3].equals("0A") && inodes.contains(words[9]))
                .map(words -> words[1])
                .collect(Collectors.toSet());
    }

    private static String target(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (IOException closed) {
            return "";
        }
    }
}
