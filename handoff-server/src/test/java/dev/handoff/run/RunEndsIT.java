package dev.handoff.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What becomes of a {@code run} when its program ends by itself, and of the program when the {@code run} does. */
class RunEndsIT extends RunFixture {
    @Test
    void endsWithTheStatusOfItsProgram() throws Exception {
        RunProcess run = serving(List.of(), python("v1", "crash=1"));
        assertThat(run.awaitExit()).as(run.said()).isEqualTo(9);
        assertThat(run.said()).contains("ended with status 9");
        assertThat(control()).doesNotExist();
    }

    @Test
    void endsAsASignalEndedItsProgram() throws Exception {
        RunProcess run = serving(List.of(), python("v1"));
        RunProcess.signal(run.program(1), "KILL");
        assertThat(run.awaitExit()).as(run.said()).isEqualTo(137);
        assertThat(run.said()).contains("was ended by signal 9");
    }

    @Test
    void holdsTheQueueWhileItStartsTheProgramAgain() throws Exception {
        RunProcess run = serving(List.of("--restart", "on-failure"), python("v1"));
        try (Clients clients = Clients.of(address())) {
            RunProcess.signal(run.program(1), "STOP");
            // Those that come from here on wait at the listener.
            CompletableFuture<String> waiting = CompletableFuture.supplyAsync(() -> {
                try {
                    return ask();
                } catch (java.io.IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
            TimeUnit.MILLISECONDS.sleep(300);
            RunProcess.signal(run.program(1), "KILL");
            run.await("serves", 2);
            assertThat(waiting.get(60, TimeUnit.SECONDS)).isEqualTo("v1 " + run.program(2));
            assertThat(ask()).isEqualTo("v1 " + run.program(2));
            clients.close();
            System.out.println("a program that is killed and started again: " + clients);
            assertThat(clients.failures()).as("what it had accepted").hasSizeLessThanOrEqualTo(4);
        }
    }

    @Test
    void doesNotStartAProgramAgainThatEndedWell() throws Exception {
        RunProcess run = run(List.of("--ready-after", "500ms", "--restart", "on-failure"), List.of("sleep", "1"));
        assertThat(run.awaitExit()).as(run.said()).isZero();
        assertThat(run.said()).doesNotContain("program 2");
    }

    @Test
    void startsAgainWithGrowingPauses() throws Exception {
        Path works = temp.resolve("works");
        String once = "if [ -e " + works + " ]; then rm " + works + "; exec sleep 1; fi; exit 7";
        Files.createFile(works);
        RunProcess run = run(List.of("--ready-after", "500ms", "--restart", "always"), List.of("sh", "-c", once));
        run.awaitSaid("started again in 100 ms");
        run.awaitSaid("started again in 200 ms");
        run.awaitSaid("started again in 400 ms");
        run.signal("TERM");
        assertThat(run.awaitExit())
                .as("that of the last program: " + run.said())
                .isEqualTo(7);
    }

    @Test
    void aKilledRunLeavesNoProgramBehindThatServesAtAListenerNobodyCanAskFor() throws Exception {
        RunProcess first = serving(List.of("--release", "one"), python("v1"));
        long orphan = first.program(1);
        first.signal("KILL");
        first.awaitExit();
        awaitGone(orphan);
        RunProcess second = serving(List.of("--release", "two"), python("v2"));
        assertThat(ask()).isEqualTo("v2 " + second.program(1));
    }

    @Test
    void aKilledRunEndsAProgramThatDoesNotListenToSigterm() throws Exception {
        RunProcess run = serving(List.of("--drain-within", "2s"), python("v1", "ignore-term"));
        long orphan = run.program(1);
        run.signal("KILL");
        run.awaitExit();
        awaitGone(orphan);
    }
}
