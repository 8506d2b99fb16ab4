package dev.handoff.fd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.testing.ChildJvm;
import dev.handoff.testing.ProcessFacts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A JVM that becomes a program. */
class ExecIT {
    private static final String NOTHING = "0000000000000000";
    private static final List<String> IGNORING = List.of("sh", "-c", "trap '' HUP INT PIPE USR1; exec \"$@\"", "sh");
    private static final String PROGRAM = "#!/bin/sh\necho started $LISTEN_PID\nread line\nexit 5\n";

    @TempDir
    Path folder;

    private Path file(String text) throws IOException {
        Path file = Files.writeString(folder.resolve("program"), text);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 40})
    void theProgramHasTheListenersTheNumberAndNothingElse(int listeners) throws Exception {
        Path program = file(PROGRAM);
        try (ChildJvm jvm = ChildJvm.startBy(
                IGNORING, ExecMain.class, Integer.toString(listeners), program.toString(), "", "a b")) {
            List<String> sockets = new ArrayList<>();
            for (int i = 0; i < listeners; i++) {
                sockets.add(jvm.line());
            }
            assertThat(jvm.line()).isEqualTo("started " + jvm.pid());
            ProcessFacts facts = ProcessFacts.of(jvm.pid());
            assertThat(facts.status("SigBlk")).isEqualTo(NOTHING);
            assertThat(facts.status("SigIgn")).isEqualTo(NOTHING);
            assertThat(facts.arguments()).containsExactly("/bin/sh", program.toString(), "", "a b");
            Map<Integer, String> descriptors = facts.descriptors();
            // The shell keeps the script open, above all others.
            descriptors.values().remove(program.toString());
            assertThat(descriptors.keySet())
                    .containsExactlyElementsOf(
                            IntStream.range(0, 3 + listeners).boxed().toList());
            for (int i = 0; i < listeners; i++) {
                assertThat(descriptors.get(3 + i)).isEqualTo(sockets.get(i));
            }
            jvm.process().getOutputStream().write('\n');
            jvm.process().getOutputStream().flush();
            assertThat(jvm.awaitExit(60)).isEqualTo(5);
        }
    }

    @Test
    void theProgramGetsItsWordsByteForByteInEveryLocale() throws Exception {
        Path program = file(PROGRAM);
        String odd =
                "export LC_ALL=$0 \"ODD=$(printf 'a\\303\\266\\377')\"; exec \"$@\" \"$(printf 'Gr\\303\\266\\377e')\" end";
        for (String locale : List.of("C", "C.UTF-8")) {
            try (ChildJvm jvm =
                    ChildJvm.startBy(List.of("sh", "-c", odd, locale), ExecMain.class, "0", program.toString())) {
                assertThat(jvm.line()).isEqualTo("started " + jvm.pid());
                ProcessFacts facts = ProcessFacts.of(jvm.pid());
                assertThat(facts.arguments()).endsWith("Gr\u00c3\u00b6\u00ffe", "end");
                assertThat(facts.environment()).contains("ODD=a\u00c3\u00b6\u00ff");
            }
        }
    }

    @Test
    void goesOnAsItWasWhereTheProgramCanNotBeExecuted() throws Exception {
        Path program = file("neither a script nor a binary\n");
        try (ChildJvm jvm = ChildJvm.start(ExecMain.class, "2", program.toString())) {
            jvm.line();
            jvm.line();
            assertThat(jvm.line()).isEqualTo("[" + program + ": execve: ENOEXEC]");
            assertThat(jvm.awaitExit(60)).isZero();
        }
    }
}
