package dev.handoff.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.handoff.testing.ProcessFacts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** {@code handoff-client request -- COMMAND}: what the program is given, and what becomes of it when something goes wrong. */
class AttendIT extends AttendFixture {
    private static final List<String> NOTIFY = List.of("--ready-notify");
    private static final String NOTHING = "0000000000000000";

    private RunProcess python(String release) throws IOException {
        return serving(release, NOTIFY, python(release, new String[0]));
    }

    private static List<String> with(String... options) {
        List<String> all = new ArrayList<>(NOTIFY);
        all.addAll(List.of(options));
        return all;
    }

    private void assertAnswers(RunProcess program, String label) throws IOException {
        assertThat(ask()).as(program.said()).isEqualTo(label + " " + program.pid());
    }

    /** Nothing has changed, and the next attempt works. */
    private void assertServesOn(RunProcess program, String label) throws Exception {
        awaitOwner(label, program);
        assertAnswers(program, label);
        RunProcess next = python("v9");
        assertThat(program.awaitExit()).isZero();
        assertAnswers(next, "v9");
    }

    @Test
    void theProgramHasTheListenersTheSameNumberAndNothingElseOfOurs() throws Exception {
        Path listing = temp.resolve("listing");
        RunProcess program = serving(
                List.of("sh", "-c", "ulimit -Sn 512; trap '' HUP USR1; exec \"$@\"", "sh"),
                "v1",
                with("--listen", "admin=127.0.0.1:0", "--listen", "local=unix:" + temp.resolve("local")),
                python("v1", "descriptors=" + listing));
        ProcessFacts facts = ProcessFacts.of(program.pid());
        Map<Integer, String> descriptors = facts.descriptors();
        assertThat(Files.readString(listing))
                .contains("SigBlk:\t" + NOTHING)
                // Python ignores SIGPIPE and SIGXFSZ by itself.
                .contains("SigIgn:\t0000000001001000")
                .contains("LISTEN 3 http:admin:local True");
        assertThat(Files.readAllLines(listing).stream().filter(line -> line.matches("[0-9]+ .*")))
                .as("of the program before it has opened anything")
                .hasSize(6)
                .allMatch(line -> line.matches("[0-5] .*"));
        assertThat(descriptors.get(3)).startsWith("socket:");
        assertThat(facts.limit("Max open files")).as("as a JVM was given it").isEqualTo("512");
        assertThat(facts.status("PPid"))
                .as("who started it")
                .isEqualTo(Long.toString(ProcessHandle.current().pid()));
        assertAnswers(program, "v1");
    }

    @Test
    void aProgramThatIsNotThereIsFoundOutBeforeAnythingIsAskedFor() throws Exception {
        RunProcess first = python("v1");
        for (String command : List.of("/nowhere/server", "no-such-program", temp.toString())) {
            RunProcess second = start(NOTIFY, List.of(command));
            assertThat(second.awaitExit()).as(second.said()).isEqualTo(64);
            assertThat(second.said().lines()).hasSize(1);
            assertThat(second.said()).contains(command);
        }
        assertThat(first.said()).doesNotContain("GRANTED");
        assertServesOn(first, "v1");
    }

    @Test
    void aProgramThatCanNotBeExecutedAfterAllChangesNothing() throws Exception {
        RunProcess first = python("v1");
        Path program = Files.writeString(temp.resolve("garbage"), "neither a script nor a binary\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        RunProcess second = start(NOTIFY, List.of(program.toString()));
        assertThat(second.awaitExit()).as(second.said()).isEqualTo(64);
        assertThat(second.said()).contains("handoff-client: executing: " + program + ": execve: ENOEXEC");
        assertServesOn(first, "v1");
    }

    @Test
    void aProgramThatEndsBeforeItIsReadyChangesNothing() throws Exception {
        RunProcess first = python("v1");
        RunProcess second = start(with("--release", "v2"), python("v2", "exit=3"));
        assertThat(second.awaitExit()).as("its own status").isEqualTo(3);
        Awaitility.await()
                .atMost(RunProcess.PATIENCE)
                .until(() -> second.said().contains("before it was ready; the predecessor serves on"));
        assertServesOn(first, "v1");
    }

    @Test
    void aProgramThatDoesNotGetReadyIsEndedAndChangesNothing() throws Exception {
        RunProcess first = python("v1");
        RunProcess second = start(with("--release", "v2", "--ready-within", "2s"), python("v2", "never-ready"));
        assertThat(second.awaitExit())
                .as("by the signal that drains it: " + second.said())
                .isZero();
        assertThat(second.said())
                .as("by its attendant or by the predecessor")
                .containsIgnoringCase("not ready in time");
        assertServesOn(first, "v1");
    }

    @Test
    void aProgramThatDiesOnProbationIsUndone() throws Exception {
        RunProcess first = python("v1");
        RunProcess second = start(with("--release", "v2", "--probation", "60s"), python("v2", "crash=1"));
        assertThat(second.awaitExit()).isEqualTo(9);
        Awaitility.await()
                .atMost(RunProcess.PATIENCE)
                .until(() -> second.said().contains("on probation; the predecessor serves again"));
        assertServesOn(first, "v1");
    }

    @Test
    void aProgramThatEndsByItselfLeavesThePlaceToTheNextStart() throws Exception {
        RunProcess first = python("v1");
        long attendant = status().getPid();
        first.signal("KILL");
        first.awaitExit();
        awaitGone(attendant);
        assertThat(control()).doesNotExist();
        assertAnswers(python("v2"), "v2");
    }

    @Test
    void aProgramThatDoesNotDrainIsKilledAtItsDeadline() throws Exception {
        RunProcess first = serving("v1", with("--drain-within", "1s"), python("v1", "ignore-term"));
        RunProcess second = python("v2");
        assertThat(first.awaitExit()).isEqualTo(128 + 9);
        assertAnswers(second, "v2");
    }

    /** The processes that attend at our control path. */
    private List<Long> attendants() {
        return ProcessHandle.allProcesses()
                .filter(process ->
                        process.info().commandLine().orElse("").contains(" attend --control " + control() + " "))
                .map(ProcessHandle::pid)
                .toList();
    }

    @Test
    void aReleaseThatWasReplacedStandsByUntilTheOwnerIsGone() throws Exception {
        RunProcess first = python("v1");
        RunProcess second = python("v2");
        first.awaitExit();
        List<Long> attending = attendants();
        RunProcess again = start(with("--release", "v1", "--standby", "--wait", "1s"), python("v1", new String[0]));
        again.awaitSaid("it stands by until");
        RunProcess unwanted = start(with("--release", "v1", "--standby"), python("v1", new String[0]));
        unwanted.awaitSaid("it stands by until");
        unwanted.signal("TERM");
        unwanted.awaitExit();
        Awaitility.await("its attendant ends with it")
                .atMost(RunProcess.PATIENCE)
                .until(() -> attendants().size() == attending.size() + 1);
        assertAnswers(second, "v2");
        second.signal("KILL");
        awaitOwner("v1", again);
        assertAnswers(again, "v1");
    }

    @Test
    void aProgramThatHasLostItsAttendantIsHandedOverByOneWhoLooksIntoIt() throws Exception {
        RunProcess first = python("v1");
        long attendant = status().getPid();
        ProcessHandle.of(attendant).orElseThrow().destroyForcibly();
        awaitGone(attendant);
        assertAnswers(first, "v1");
        RunProcess refused = start(with("--release", "v2"), python("v2", new String[0]));
        assertThat(refused.awaitExit()).as(refused.said()).isEqualTo(75);
        List<String> words =
                new ArrayList<>(List.of("hold", "--control", control().toString(), "--listen"));
        words.addAll(
                List.of("http=127.0.0.1:" + address().getPort(), "--pid", Long.toString(first.pid()), "--end", "TERM"));
        RunProcess holder = started(RunProcess.start(temp, List.of(), words));
        awaitOwner("", holder);
        assertAnswers(first, "v1");
        RunProcess second = python("v2");
        assertThat(first.awaitExit()).as("it drained").isZero();
        assertThat(holder.awaitExit()).as(holder.said()).isZero();
        assertAnswers(second, "v2");
    }

    @Test
    void aStrangerAtTheAddressIsSaidInOneSentence() throws Exception {
        try (ServerSocket stranger = new ServerSocket(address().getPort(), 1, InetAddress.getLoopbackAddress())) {
            RunProcess program = start(NOTIFY, python("v1", new String[0]));
            assertThat(program.awaitExit()).as(program.said()).isEqualTo(75);
            assertThat(program.said().lines().filter(line -> line.startsWith("handoff-client: ")))
                    .singleElement()
                    .asString()
                    .contains("is in use by a process that does not answer at");
            assertThat(stranger.isClosed()).isFalse();
        }
    }

    @Test
    void whatTheAttendantDoesNotUnderstandIsSaidBeforeAnythingIsAskedFor() throws Exception {
        RunProcess first = python("v1");
        for (String[] wrong : new String[][] {
            {"--listen", "admin=nowhere"}, {"--drain-signal", "SOFTLY"}, {"--ready-tcp", "x"}, {"--probation", "soon"}
        }) {
            RunProcess second = start(List.of(wrong), python("v2", new String[0]));
            assertThat(second.awaitExit()).as(second.said()).isEqualTo(64);
            assertThat(second.said()).contains("handoff-client: starting: ").contains(wrong[1].replace("admin=", ""));
        }
        assertThat(first.said()).doesNotContain("GRANTED");
        assertServesOn(first, "v1");
    }

    @Test
    void aFolderThatCanNotHoldSocketsIsSaidInOneSentence() throws Exception {
        // A file system without special files, which root can mount for one process alone.
        String mount = "mount -t mqueue none " + control().getParent() + " && chmod 700 "
                + control().getParent();
        Process tried = new ProcessBuilder("unshare", "-m", "sh", "-c", mount).start();
        assumeTrue(tried.waitFor() == 0, "unshare -m and mount -t mqueue are not permitted here");
        RunProcess program = start(
                List.of("unshare", "-m", "sh", "-c", mount + " && exec \"$@\"", "sh"),
                NOTIFY,
                python("v1", new String[0]));
        assertThat(program.awaitExit()).as(program.said()).isEqualTo(64);
        assertThat(program.said().lines().filter(line -> line.startsWith("handoff-client: ")))
                .singleElement()
                .asString()
                .contains("the file system of its folder can't hold a socket (bind: EPERM)");
    }
}
