package dev.handoff.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** One {@code run}, and programs that replace each other in it. */
class RunUpgradeIT extends RunFixture {
    private static final int UPGRADES = 5;
    private static final List<String> SHORT = List.of("--probation", "500ms");

    /** The command is a link that leads to the release of the day, as deployments do it. */
    private List<String> current() {
        return List.of(temp.resolve("current").toString(), "{fd:http}");
    }

    private void install(String label, String... faults) throws IOException {
        Path release = temp.resolve("release-" + label);
        List<String> command = python(label, faults);
        command.set(3, "\"$1\"");
        Files.writeString(release, "#!/bin/sh\nexec " + String.join(" ", command) + "\n");
        Files.setPosixFilePermissions(release, PosixFilePermissions.fromString("rwx------"));
        Path link = temp.resolve("current");
        Files.deleteIfExists(link);
        Files.createSymbolicLink(link, release);
    }

    @Test
    void losesNoRequestWhenProgramsReplaceEachOther() throws Exception {
        install("v1");
        RunProcess run = serving(SHORT, current());
        try (Clients clients = Clients.of(address())) {
            for (int number = 2; number <= UPGRADES + 1; number++) {
                install("v" + number);
                run.signal(number % 2 == 0 ? "HUP" : "USR2");
                run.await("serves", number);
                awaitGone(run.program(number - 1));
            }
            clients.close();
            System.out.println(UPGRADES + " programs that replaced another in one run: " + clients);
            assertThat(clients.failures()).isEmpty();
            for (int number = 1; number <= UPGRADES + 1; number++) {
                assertThat(clients.answeredBy("v" + number + " " + run.program(number)))
                        .as(clients.toString())
                        .isPositive();
            }
        }
        assertThat(status().getPid()).isEqualTo((int) run.pid());
        assertThat(status().getGeneration()).as("no handoff to anybody").isEqualTo(1);
        run.signal("TERM");
        assertThat(run.awaitExit()).as(run.said()).isZero();
    }

    @Test
    void aProgramThatEndsAtOnceIsUndone() throws Exception {
        install("v1");
        RunProcess run = serving(SHORT, current());
        install("v2", "exit=3");
        run.signal("HUP");
        assertUndone(run, "ended with status 3 before it was ready");
    }

    @Test
    void aProgramThatDoesNotGetReadyIsUndoneAndDoesNotLiveOn() throws Exception {
        install("v1");
        RunProcess run = serving(List.of("--ready-within", "3s"), current());
        install("v2", "never-ready");
        run.signal("HUP");
        assertUndone(run, "was not ready in time");
        awaitGone(run.program(2));
    }

    @Test
    void aProgramThatCrashesOnProbationIsUndone() throws Exception {
        install("v1");
        RunProcess run = serving(List.of("--probation", "60s"), current());
        install("v2", "crash=1");
        run.signal("HUP");
        assertUndone(run, "ended with status 9 on probation");
    }

    @Test
    void aReleaseThatIsNoProgramIsUndone() throws Exception {
        install("v1");
        RunProcess run = serving(SHORT, current());
        Files.delete(temp.resolve("current"));
        run.signal("HUP");
        run.awaitSaid("no program was started");
        assertThat(run.said()).contains("there is no such file");
        assertServesAndCanBeReplaced(run, 2);
    }

    private void assertUndone(RunProcess run, String why) throws Exception {
        run.awaitSaid(": undone, program 1 (pid " + run.program(1) + ") serves on");
        assertThat(run.said()).contains(why);
        assertServesAndCanBeReplaced(run, 3);
    }

    private void assertServesAndCanBeReplaced(RunProcess run, int next) throws Exception {
        assertThat(ask()).isEqualTo("v1 " + run.program(1));
        install("v9");
        run.signal("HUP");
        run.awaitSaid("program " + next + " (pid");
        run.awaitSaid("is ready and accepts, on probation");
    }

    @Test
    void aProgramThatEndsByItselfWhileAnotherIsOnTrialLeavesItsPlaceToThatOne() throws Exception {
        install("v1");
        RunProcess run = serving(List.of("--probation", "100s"), current());
        install("v2");
        run.signal("HUP");
        run.awaitSaid("is ready and accepts, on probation");
        RunProcess.signal(run.program(1), "KILL");
        run.await("serves", 2);
        assertThat(ask()).isEqualTo("v2 " + run.program(2));
    }

    @Test
    void signalsInTheMiddleOfAnUpgradeLeadToOneMore() throws Exception {
        install("v1");
        RunProcess run = serving(List.of("--probation", "2s"), current());
        run.signal("HUP");
        run.awaitSaid("is ready and accepts, on probation");
        for (int i = 0; i < 4; i++) {
            run.signal(i % 2 == 0 ? "HUP" : "USR2");
        }
        run.await("serves", 3);
        awaitGone(run.program(2));
        // Whatever else was to come would have been started by now.
        assertThat(Pattern.compile("is started").matcher(run.said()).results()).hasSize(3);
    }

    @Test
    void aRunThatUpgradesInPlaceIsTakenOverFromAllTheSame() throws Exception {
        install("v1");
        RunProcess first = serving(List.of("--release", "one", "--probation", "60s"), current());
        first.signal("HUP");
        first.awaitSaid("is ready and accepts, on probation");
        RunProcess second = serving(List.of("--release", "two", "--probation", "500ms"), python("v2"));
        awaitOwner(second);
        assertThat(first.awaitExit()).as(first.said()).isZero();
        awaitGone(first.program(1));
        awaitGone(first.program(2));
        assertThat(ask()).isEqualTo("v2 " + second.program(1));
    }
}
