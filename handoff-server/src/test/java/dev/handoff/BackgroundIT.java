package dev.handoff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.handoff.fd.IdlePolicy;
import dev.handoff.fd.PeerCredentials;
import dev.handoff.fd.TimeSlice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What starts beside a release that serves makes room for it, from the first moment to READY. */
class BackgroundIT extends ProcessFixture {
    private static final String MAIN = "java";
    private static final String HEARTBEATS = "handoff-lease";
    private static final String COMPILER = "C1 CompilerThre";
    private static final long LONG_SLICE = TimeSlice.LONGEST.toNanos();

    @BeforeEach
    void hasThePermission() throws InterruptedException {
        assumeTrue(
                IdlePolicy.isReversible(),
                "CAP_SYS_NICE, or an RLIMIT_NICE of 20, is needed to leave SCHED_IDLE again");
    }

    private static List<String> idle(ServiceProcess process) throws IOException {
        return ScheduledThreads.idle(Long.toString(process.pid()));
    }

    private ServiceProcess logged(String release, String... more) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("log=" + log(release), "cold=until told"));
        arguments.addAll(List.of(more));
        return start(release, arguments.toArray(String[]::new));
    }

    private Path log(String release) {
        return temp.resolve(release + ".log");
    }

    // On a machine with a lot of other work it has ended by itself, and says so.
    private boolean isInBackground(ServiceProcess process, String release) throws IOException {
        return idle(process).contains(MAIN) || Files.readString(log(release)).contains("goes on in the foreground");
    }

    @Test
    void lastsFromTheAskingToReady() throws Exception {
        ServiceProcess first = warming("v1");
        assertThat(idle(first)).as("beside nobody").isEmpty();
        first.tell("warm");
        first.await("READY");

        ServiceProcess second = serving("v2", PROBATION);
        assertThat(idle(second)).as("READY").isEmpty();

        ServiceProcess third = logged("v3");
        await().atMost(LONG).until(() -> Files.exists(log("v3")) && isInBackground(third, "v3"));
        second.tell("confirm");
        third.await("WARMING");
        assertThat(isInBackground(third, "v3")).as("still warming up").isTrue();
        assertThat(idle(third)).as("silent, it would be taken for hung").doesNotContain(HEARTBEATS);
        third.tell("warm");
        third.await("READY");
        assertThat(idle(third)).isEmpty();
    }

    @Test
    void onlyLetsOthersGoFirstWhereItMayNotBeIdle() throws Exception {
        assumeTrue(PeerCredentials.ownUid() == 0, "root is needed to take CAP_SYS_NICE away");
        ServiceProcess first = serving("v1");
        assumeTrue(
                slice(first, COMPILER) == LONG_SLICE,
                "a kernel without slices of a thread's own, or that does not tell");
        List<String> without = List.of("setpriv", "--bounding-set=-sys_nice");
        ServiceProcess second = startBy(without, "v2", "cold=until told");
        second.await("WARMING");
        assertThat(idle(second)).isEmpty();
        assertThat(slice(second, MAIN)).isEqualTo(LONG_SLICE);
        second.tell("warm");
        second.await("READY");
        assertThat(slice(second, MAIN)).isEqualTo(slice(first, MAIN)).isLessThan(LONG_SLICE);
        assertThat(slice(second, COMPILER)).as("for good").isEqualTo(LONG_SLICE);
    }

    private static long slice(ServiceProcess process, String thread) throws IOException {
        return ScheduledThreads.slice(Long.toString(process.pid()), thread);
    }

    @Test
    void isOverWhereAPathIsLeftAndNobodyAnswers() throws Exception {
        ServiceProcess first = serving("v1");
        first.signal("KILL");
        first.awaitExit();
        assertThat(control()).exists();
        ServiceProcess second = warming("v2");
        assertThat(idle(second)).isEmpty();
    }

    @Test
    void isOverWhenTheOneThatServedHasDied() throws Exception {
        ServiceProcess first = serving("v1");
        ServiceProcess second = logged("v2");
        second.await("WARMING");
        assertThat(isInBackground(second, "v2")).isTrue();
        first.signal("KILL");
        // Well before its time is up.
        await().atMost(Duration.ofSeconds(10)).until(() -> idle(second).isEmpty());
        second.tell("warm");
        second.await("READY");
    }
}
