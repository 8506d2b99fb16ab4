package dev.handoff.fd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handoff.testing.Literal;
import dev.handoff.testing.NoLeakedDescriptors;
import dev.handoff.testing.ProcessFacts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(NoLeakedDescriptors.class)
class SpawnTest {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final String NOTHING = "0000000000000000";
    private static final int SIGTERM = 15;
    private static final int SIGKILL = 9;

    @TempDir
    Path folder;

    private static Spawn spawn(String... words) throws IOException {
        Environment environment = Environment.ofThisProcess();
        return Spawn.of(Invocation.of(List.of(words), environment)).environment(environment);
    }

    private static ProcessEnd ended(ChildProcess child) throws IOException {
        return child.awaitEnd(Deadline.in(LONG)).orElseThrow();
    }

    private static void kill(ChildProcess child) throws IOException {
        child.signal(SIGKILL);
        assertThat(ended(child)).isEqualTo(ProcessEnd.killed(SIGKILL));
    }

    @Test
    void givesTheProgramWhatItIsGivenAndNothingElse() throws Exception {
        Path started = folder.resolve("started");
        List<OwnedFd> ends = Sockets.pair();
        try (OwnedFd line = ends.get(0);
                OwnedFd input = ends.get(1);
                OwnedFd one = Sockets.listenTcp(Family.INET, Literal.anyPort("127.0.0.1"), 1);
                OwnedFd two = Sockets.listenTcp(Family.INET, Literal.anyPort("127.0.0.1"), 1);
                ChildProcess child = spawn("sh", "-c", ": >\"$0\"; read -r line", started.toString())
                        .input(input)
                        .descriptors(List.of(two, one))
                        .start()) {
            // Its linker has closed what it opened.
            long end = System.nanoTime() + LONG.toNanos();
            while (!Files.exists(started) && System.nanoTime() < end) {
                Thread.sleep(10);
            }
            Map<Integer, String> descriptors = ProcessFacts.of(child.pid()).descriptors();
            assertThat(descriptors).containsOnlyKeys(0, 1, 2, 3, 4);
            assertThat(descriptors.get(0)).isEqualTo(own(input));
            assertThat(descriptors.get(3)).isEqualTo(own(two));
            assertThat(descriptors.get(4)).isEqualTo(own(one));
            assertThat(line.isOpen()).isTrue();
            kill(child);
        }
    }

    private static String own(OwnedFd fd) throws IOException {
        return Files.readSymbolicLink(Path.of("/proc/self/fd/" + fd.number())).toString();
    }

    @Test
    void startsWithAnEmptyMaskAndIgnoresNothing() throws IOException {
        try (ChildProcess child = spawn("sleep", "60").start()) {
            ProcessFacts facts = ProcessFacts.of(child.pid());
            assertThat(facts.status("SigBlk")).isEqualTo(NOTHING);
            assertThat(facts.status("SigIgn")).isEqualTo(NOTHING);
            kill(child);
        }
    }

    @Test
    void tellsTheProgramItsOwnNumber() throws IOException {
        Path out = folder.resolve("out");
        String script = "echo \"$LISTEN_PID $$ $1\" >" + out;
        try (ChildProcess child = spawn("/bin/sh", "-c", script, "sh", "a \"word\" $HOME")
                .pidIn("LISTEN_PID")
                .start()) {
            assertThat(ended(child).isSuccess()).isTrue();
            assertThat(out).hasContent(child.pid() + " " + child.pid() + " a \"word\" $HOME");
        }
    }

    @Test
    void keepsVariablesThatAShellDrops() throws IOException {
        Path out = folder.resolve("out");
        Environment environment = Environment.ofThisProcess().with("app.profile", "live one");
        Invocation copy = Invocation.of(List.of("cp", "/proc/self/environ", out.toString()), environment);
        try (ChildProcess child =
                Spawn.of(copy).environment(environment).pidIn("LISTEN_PID").start()) {
            assertThat(ended(child).isSuccess()).isTrue();
            assertThat(Files.readString(out).split("\0", -1))
                    .contains("app.profile=live one", "LISTEN_PID=" + child.pid());
        }
    }

    @Test
    void saysHowTheProgramEnded() throws IOException {
        try (ChildProcess child = spawn("sh", "-c", "exit 3").start()) {
            assertThat(ended(child)).isEqualTo(ProcessEnd.exited(3)).hasToString("ended with status 3");
            assertThat(child.signal(SIGTERM)).isFalse();
        }
        try (ChildProcess child = spawn("sh", "-c", "kill -TERM $$").start()) {
            assertThat(ended(child)).isEqualTo(ProcessEnd.killed(SIGTERM)).hasToString("was ended by signal 15");
        }
    }

    @Test
    void waitsNoLongerThanTheDeadline() throws IOException {
        try (ChildProcess child = spawn("sleep", "60").start()) {
            assertThat(child.awaitEnd(Deadline.in(Duration.ofMillis(50)))).isEmpty();
            assertThat(child.isAlive()).isTrue();
            kill(child);
        }
    }

    @Test
    void signalsTheWholeGroupAlsoWhenItsLeaderHasEnded() throws IOException {
        Path started = folder.resolve("started");
        try (ChildProcess child = spawn("sh", "-c", "sleep 60 & echo $! >" + started)
                .standing(Spawn.Standing.OWN_GROUP)
                .start()) {
            assertThat(ended(child).isSuccess()).isTrue();
            ProcessHandle left = ProcessHandle.of(
                            Long.parseLong(Files.readString(started).strip()))
                    .orElseThrow();
            assertThat(child.signalGroup(SIGKILL)).isTrue();
            assertThat(left.onExit()).succeedsWithin(LONG);
        }
    }

    @Test
    void refusesToSignalAGroupThatIsOurs() throws IOException {
        try (ChildProcess child = spawn("true").start()) {
            assertThatThrownBy(() -> child.signalGroup(SIGTERM)).isInstanceOf(IllegalStateException.class);
            ended(child);
        }
    }

    @Test
    void startsInAnotherDirectoryAndSession() throws IOException {
        try (ChildProcess child = spawn("sleep", "60")
                .directory(folder)
                .standing(Spawn.Standing.OWN_SESSION)
                .start()) {
            assertThat(Path.of("/proc/" + child.pid() + "/cwd").toRealPath()).isEqualTo(folder.toRealPath());
            String stat = Files.readString(Path.of("/proc/" + child.pid() + "/stat"));
            assertThat(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[3])
                    .isEqualTo(Integer.toString(child.pid()));
            kill(child);
        }
    }

    @Test
    void startsNothingWhereItCanNot() throws IOException {
        Path gone = folder.resolve("gone");
        assertThatThrownBy(() -> spawn("true").directory(gone).start().close())
                .isInstanceOfSatisfying(
                        ErrnoException.class, e -> assertThat(e.errno()).isEqualTo(Errno.ENOENT));
        assertThat(ProcessHandle.current().children()).isEmpty();
    }
}
