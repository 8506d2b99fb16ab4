package dev.handoff.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.handoff.demo.load.Load;
import dev.handoff.demo.takeover.DemoProcess;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a long line of generations leaves behind. */
@Timeout(300)
class LeakIT {
    private static final String[] QUICK = {"--warm-up", "20", "--probation", "50ms"};

    @Test
    void hasAsManyDescriptorsAndThreadsAfterFiftyHandoffsAsAtFirst() throws Exception {
        try (Rollout rollout = Rollout.begin()) {
            DemoProcess owner = rollout.first(QUICK);
            List<String> descriptors = settled(owner, LeakIT::descriptors);
            List<String> threads = settled(owner, LeakIT::threads);
            try (Load load = Load.on(rollout.address()).fresh(20).kept(4, 20).start()) {
                DemoProcess next = rollout.start(QUICK);
                for (int handoff = 1; handoff <= 50; handoff++) {
                    next.awaitStaged(Rollout.LIMIT);
                    // Starts while the one before takes over; it stands in line if it is quicker.
                    DemoProcess afterNext = handoff < 50 ? rollout.start(QUICK) : next;
                    next.awaitReady(Rollout.LIMIT);
                    assertThat(owner.awaitExit(Rollout.LIMIT)).isZero();
                    owner = next;
                    next = afterNext;
                }
                Rollout.assertNothingFailed(load.stop());
            }
            DemoProcess last = owner;
            await().atMost(Rollout.LIMIT)
                    .untilAsserted(() -> assertThat(descriptors(last)).isEqualTo(descriptors));
            await().atMost(Rollout.LIMIT)
                    .untilAsserted(() -> assertThat(threads(last)).isEqualTo(threads));
        }
    }

    private interface Look {
        List<String> at(DemoProcess process) throws IOException;
    }

    /** What stays the same for a second. */
    private static List<String> settled(DemoProcess process, Look look) throws Exception {
        List<String> before = look.at(process);
        for (int looks = 0; looks < 30; looks++) {
            Thread.sleep(1000);
            List<String> now = look.at(process);
            if (now.equals(before)) {
                return now;
            }
            before = now;
        }
        throw new AssertionError("it does not settle: " + before);
    }

    /** What each descriptor leads to, numbers of sockets and the like left out. */
    private static List<String> descriptors(DemoProcess process) throws IOException {
        List<String> targets = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(Path.of("/proc/" + process.pid() + "/fd"))) {
            for (Path each : all) {
                try {
                    targets.add(Files.readSymbolicLink(each).toString().replaceAll("[0-9]+", "N"));
                } catch (NoSuchFileException closedMeanwhile) {
                    // Not one that settles.
                }
            }
        }
        targets.sort(null);
        return targets;
    }

    /** The name of each thread, numbers left out; without the JVM's compilers, of which it has as many as it has work for. */
    private static List<String> threads(DemoProcess process) throws IOException {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(Path.of("/proc/" + process.pid() + "/task"))) {
            for (Path each : all) {
                try {
                    names.add(Files.readString(each.resolve("comm")).strip().replaceAll("[0-9]+", "N"));
                } catch (IOException endedMeanwhile) {
                    // Not one that settles.
                }
            }
        }
        names.removeIf(name -> name.matches("CN CompilerThre.*"));
        names.sort(null);
        return names;
    }
}
