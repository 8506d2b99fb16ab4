package dev.handoff.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.client.HandoffClient;
import dev.handoff.client.Identity;
import dev.handoff.wire.v1.HandoffRecord;
import dev.handoff.wire.v1.RollingBack;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** One {@code run} that watches a source, to which releases are published. */
abstract class WatchFixture extends RunFixture {
    private static final int UPGRADES = 5;

    /** How a release gets to the source, and its hash with it. */
    interface Publisher {
        void publish(String label, byte[] bytes) throws Exception;
    }

    /** An artifact: a program that is told its descriptor. */
    byte[] release(String label, String... faults) {
        List<String> command = python(label, faults);
        command.set(3, "\"$1\"");
        return ("#!/bin/sh\nexec " + String.join(" ", command) + "\n").getBytes(StandardCharsets.UTF_8);
    }

    /** What the command is started by. */
    List<String> before() {
        return List.of();
    }

    RunProcess watching(String source, String probation) throws IOException {
        RunProcess process = run(
                before(),
                List.of("--ready-notify", "--probation", probation, "--watch", source + ",every=300ms"),
                List.of("{artifact}", "{fd:http}"));
        process.awaitSaid("serves");
        return process;
    }

    List<HandoffRecord> history() throws IOException {
        try (HandoffClient client = HandoffClient.connect(control(), Identity.of("looker"), Duration.ofSeconds(10))) {
            return client.history();
        }
    }

    /** Which artifact came after which, and by which process; the way back last. */
    private void assertRemembered(RunProcess run) throws IOException {
        List<HandoffRecord> history = history();
        assertThat(history).hasSize(UPGRADES + 1);
        assertThat(history.get(0).getReason()).isEqualTo("went back");
        assertThat(history.get(0).getToRelease()).isEqualTo(history.get(1).getFromRelease());
        assertThat(history.subList(1, history.size()))
                .allSatisfy(each -> assertThat(each.getReason()).isEqualTo("is good"));
        for (int i = 0; i < history.size(); i++) {
            HandoffRecord each = history.get(i);
            assertThat(each.getOutcome()).isEqualTo("upgraded");
            assertThat(each.getFromPid()).isEqualTo((int) run.program(UPGRADES + 1 - i));
            assertThat(each.getToPid()).isEqualTo((int) run.program(UPGRADES + 2 - i));
        }
    }

    RollingBack rollBack() throws IOException {
        try (HandoffClient client = HandoffClient.connect(control(), Identity.of("operator"), Duration.ofSeconds(10))) {
            return client.rollBack();
        }
    }

    /** What is in the private folder besides the two that are kept. */
    List<String> leftOver() throws IOException {
        return leftOver(Path.of(control() + ".artifacts"));
    }

    static List<String> leftOver(Path folder) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.map(each -> String.valueOf(each.getFileName()))
                    .filter(name -> !name.matches("ledger|lock"))
                    .toList();
        }
    }

    /** Five releases, one after the other, and then the way back: no request fails. */
    void losesNoRequest(String source, Publisher publisher) throws Exception {
        publisher.publish("v1", release("v1"));
        RunProcess run = watching(source, "500ms");
        try (Clients clients = Clients.of(address())) {
            for (int number = 2; number <= UPGRADES + 1; number++) {
                publisher.publish("v" + number, release("v" + number));
                run.await("is good", number);
                awaitGone(run.program(number - 1));
            }
            rollBack();
            run.awaitSaid("is back");
            awaitGone(run.program(UPGRADES + 1));
            clients.close();
            System.out.println(
                    UPGRADES + " releases from " + source.replaceFirst(":.*", ":") + " and one back: " + clients);
            assertThat(clients.failures()).isEmpty();
            for (int number = 1; number <= UPGRADES + 1; number++) {
                assertThat(clients.answeredBy("v" + number + " " + run.program(number)))
                        .as(clients.toString())
                        .isPositive();
            }
        }
        assertThat(ask()).startsWith("v" + UPGRADES + " ");
        assertRemembered(run);
        assertThat(leftOver()).as("only what it went back to").hasSize(1);
        run.signal("TERM");
        assertThat(run.awaitExit()).as(run.said()).isZero();
    }
}
