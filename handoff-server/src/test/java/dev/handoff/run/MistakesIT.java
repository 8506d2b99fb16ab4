package dev.handoff.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Supervisors and people who say what is not so: one sentence, and whoever serves does not notice. */
class MistakesIT extends AttendFixture {
    private static final List<String> NOTIFY = List.of("--ready-notify");
    private static final String TOO_MANY = "LISTEN_FDS:2,LISTEN_FDNAMES:web:http";
    private static final String NO_SUCH_DESCRIPTOR = "LISTEN_FDS=2, but descriptor 4 (http) is no listening socket";

    private List<String> managed(String environment) throws IOException {
        try (ServerSocket free = new ServerSocket(0)) {
            return manager(free.getLocalPort(), environment);
        }
    }

    private RunProcess owner() throws IOException {
        return serving("v1", NOTIFY, python("v1"));
    }

    private void assertServes(RunProcess owner) throws IOException {
        assertThat(owner.said()).doesNotContain("GRANTED");
        assertThat(ask()).isEqualTo("v1 " + owner.pid());
    }

    private static void assertRefused(RunProcess process, int status, String sentence) throws InterruptedException {
        assertThat(process.awaitExit()).as(process.said()).isEqualTo(status);
        assertThat(process.said().lines())
                .filteredOn(line -> line.startsWith("handoff-"))
                .singleElement()
                .asString()
                .contains(sentence)
                .doesNotContain("Exception");
    }

    private RunProcess hold(List<String> before, String control) throws IOException {
        List<String> words = new ArrayList<>(List.of("hold", "--control", control, "--listen", "http=127.0.0.1:0"));
        return started(RunProcess.start(temp, before, words));
    }

    @Test
    void descriptorsThatAreNotThereAreSaidBeforeAnythingIsAskedFor() throws Exception {
        RunProcess owner = owner();
        assertRefused(start(managed(TOO_MANY), NOTIFY, python("v2")), 64, "starting: " + NO_SUCH_DESCRIPTOR);
        assertRefused(
                start(managed("LISTEN_FDNAMES:http:admin"), NOTIFY, python("v2")),
                64,
                "starting: LISTEN_FDS=1, but LISTEN_FDNAMES has 2 names");
        assertRefused(run(managed(TOO_MANY), NOTIFY, python("v2")), 64, "run: LISTEN_FDS=2");
        assertRefused(hold(managed(TOO_MANY), control().toString()), 64, "hold: LISTEN_FDS=2");
        assertServes(owner);
    }

    @Test
    void descriptorsForAnotherProcessAreLeftAloneWithALine() throws Exception {
        RunProcess owner = owner();
        RunProcess next = start(
                managed("LISTEN_PID:1"),
                List.of("--release", "v2", "--probation", "500ms", "--ready-notify"),
                python("v2"));
        awaitOwner("v2", next);
        assertThat(next.said()).containsOnlyOnce("is for process 1 (LISTEN_PID), not for this process");
        assertThat(owner.awaitExit()).isZero();
        assertThat(ask()).isEqualTo("v2 " + next.pid());
    }

    // Nobody else has that address: it can't have been bound besides.
    @Test
    void aProgramHasTheListenerThatItsSupervisorPassed() throws Exception {
        RunProcess first =
                serving(manager(address().getPort(), "LISTEN_FDNAMES:web.socket"), "v1", NOTIFY, python("v1"));
        assertThat(first.said()).contains("listener http: it was passed to us, as \"web.socket\"");
        assertThat(ask()).isEqualTo("v1 " + first.pid());
        RunProcess next = serving("v2", NOTIFY, python("v2"));
        assertThat(first.awaitExit()).isZero();
        assertThat(ask()).isEqualTo("v2 " + next.pid());
    }

    @Test
    void aSupervisorThatDoesNotListenCostsALine() throws Exception {
        RunProcess run =
                run(List.of("env", "NOTIFY_SOCKET=" + temp.resolve("gone")), List.of("--ready-notify"), python("v1"));
        run.awaitSaid("serves");
        assertThat(ask()).isEqualTo("v1 " + run.program(1));
        run.signal("TERM");
        assertThat(run.awaitExit()).as(run.said()).isZero();
        assertThat(run.said())
                .containsOnlyOnce("the service manager is not told, this process goes on")
                .contains("NOTIFY_SOCKET " + temp.resolve("gone"));
    }

    @Test
    void aFolderInWhichNothingCanBeMadeIsSaidInOneSentence() throws Exception {
        boolean isRoot = "root".equals(System.getProperty("user.name"));
        assertRefused(
                hold(List.of(), "/proc/control"), isRoot ? 64 : 77, "/proc/control: nothing can be made in its folder");
    }
}
