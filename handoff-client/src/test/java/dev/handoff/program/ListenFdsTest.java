package dev.handoff.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handoff.fd.Environment;
import dev.handoff.fd.OwnedFd;
import dev.handoff.fd.Sockets;
import dev.handoff.testing.NoLeakedDescriptors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(NoLeakedDescriptors.class)
class ListenFdsTest {
    private static final long OURS = 4711;

    private static void refused(String why, Map<String, String> environment) {
        assertThatThrownBy(() -> ListenFds.take(environment, OURS, Set.of("http")))
                .isInstanceOf(ListenFdsException.class)
                .hasMessageContaining(why);
    }

    @Test
    void whatIsMeantForNobodyOrForAnotherProcessIsNotTaken() throws IOException {
        assertThat(ListenFds.take(Map.of(), OURS, Set.of())).isEmpty();
        assertThat(ListenFds.take(Map.of("LISTEN_FDS", "1"), OURS, Set.of())).isEmpty();
        assertThat(ListenFds.take(Map.of("LISTEN_FDS", "1", "LISTEN_PID", "4712"), OURS, Set.of()))
                .isEmpty();
        assertThat(ListenFds.take(
                        Map.of("LISTEN_FDS", "0", "LISTEN_PID", "4711", "LISTEN_FDNAMES", ""), OURS, Set.of()))
                .isEmpty();
    }

    @Test
    void whatIsPassedOnStandsBehindWhatIsNoListener() throws IOException {
        List<OwnedFd> sockets = Sockets.pair();
        Environment said = ListenFds.passingOn(
                Environment.empty(),
                List.of(new ListenFds.Passed("http", sockets.get(0)), new ListenFds.Passed("admin", sockets.get(1))));
        OwnedFd.closeAll(sockets);
        assertThat(said.value("LISTEN_FDS")).contains("3");
        assertThat(said.value("LISTEN_FDNAMES")).contains(":http:admin");
    }

    @Test
    void numbersThatCannotBeAreRefused() {
        refused("LISTEN_PID=me", Map.of("LISTEN_FDS", "1", "LISTEN_PID", "me"));
        refused("LISTEN_FDS=-1", Map.of("LISTEN_FDS", "-1", "LISTEN_PID", "4711"));
        refused("LISTEN_FDS=9999999", Map.of("LISTEN_FDS", "9999999", "LISTEN_PID", "4711"));
        refused("LISTEN_FDS is empty", Map.of("LISTEN_FDS", "", "LISTEN_PID", "4711"));
    }

    @Test
    void namesThatAreMoreOrFewerThanDescriptorsAreRefused() {
        refused(
                "LISTEN_FDS=2, but LISTEN_FDNAMES has 1 names",
                Map.of("LISTEN_FDS", "2", "LISTEN_PID", "4711", "LISTEN_FDNAMES", "http"));
        refused(
                "LISTEN_FDS=1, but LISTEN_FDNAMES has 2 names",
                Map.of("LISTEN_FDS", "1", "LISTEN_PID", "4711", "LISTEN_FDNAMES", "http:admin"));
    }

    // Here descriptor 3 is a file of the virtual machine's own, and in its every test it stays that.
    @Test
    void whatIsNoListeningSocketIsRefusedWhereOneIsWantedAndLeftAloneOtherwise() throws IOException {
        Path third = Files.readSymbolicLink(Path.of("/proc/self/fd/3"));
        refused("descriptor 3 is no listening socket", Map.of("LISTEN_FDS", "1", "LISTEN_PID", "4711"));
        refused(
                "descriptor 3 (http) is no listening socket",
                Map.of("LISTEN_FDS", "1", "LISTEN_PID", "4711", "LISTEN_FDNAMES", "http"));
        assertThat(ListenFds.take(
                        Map.of("LISTEN_FDS", "1", "LISTEN_PID", "4711", "LISTEN_FDNAMES", "memory"),
                        OURS,
                        Set.of("http")))
                .isEmpty();
        assertThat(Files.readSymbolicLink(Path.of("/proc/self/fd/3"))).isEqualTo(third);
    }
}
