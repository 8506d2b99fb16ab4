package dev.handoff.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The signals that end a {@code run}. */
class RunSignalsIT extends RunFixture {
    /** A request that takes so long, and is in the middle of it. */
    private CompletableFuture<String> asking(String seconds) throws InterruptedException {
        CompletableFuture<String> answer = CompletableFuture.supplyAsync(() -> {
            try {
                return Clients.once(address(), "/slow/" + seconds);
            } catch (java.io.IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
        // Accepted by now: the program has no backlog to speak of, and there is nothing that would tell.
        TimeUnit.SECONDS.sleep(1);
        return answer;
    }

    @Test
    void sigtermLetsARequestFinish() throws Exception {
        RunProcess run = serving(List.of(), python("v1"));
        CompletableFuture<String> answer = asking("4");
        run.signal("TERM");
        assertThat(answer.get(60, TimeUnit.SECONDS)).isEqualTo("v1 " + run.program(1));
        assertThat(run.awaitExit()).as(run.said()).isZero();
        assertThat(control()).doesNotExist();
    }

    @Test
    void sigintDoesAsWell() throws Exception {
        RunProcess run = serving(List.of(), python("v1"));
        run.signal("INT");
        assertThat(run.awaitExit()).as(run.said()).isZero();
    }

    @Test
    void aSecondSigtermDoesNotWait() throws Exception {
        RunProcess run = serving(List.of("--drain-within", "200s"), python("v1", "ignore-term"));
        run.signal("TERM");
        run.awaitSaid("is retired");
        run.signal("TERM");
        assertThat(run.awaitExit()).as(run.said()).isEqualTo(137);
        awaitGone(run.program(1));
    }

    @Test
    void aProgramThatDoesNotListenIsKilledAtTheDeadline() throws Exception {
        RunProcess run = serving(List.of("--drain-within", "2s"), python("v1", "ignore-term"));
        run.signal("TERM");
        assertThat(run.awaitExit()).as(run.said()).isEqualTo(137);
        assertThat(run.said()).contains("and is killed");
        awaitGone(run.program(1));
    }

    @Test
    void sigquitStopsAtOnce() throws Exception {
        RunProcess run = serving(List.of("--drain-within", "200s"), python("v1"));
        CompletableFuture<String> answer = asking("100");
        run.signal("QUIT");
        assertThat(run.awaitExit()).as(run.said()).isEqualTo(131);
        awaitGone(run.program(1));
        assertThat(answer).failsWithin(60, TimeUnit.SECONDS);
        assertThat(control()).doesNotExist();
    }

    @Test
    void sigtermBeforeTheProgramIsReadyLeavesThePredecessorAsItWas() throws Exception {
        RunProcess first = serving(List.of("--release", "one"), python("v1"));
        RunProcess second = run(List.of("--release", "two", "--ready-notify"), python("v2", "never-ready"));
        second.awaitSaid("is started");
        second.signal("TERM");
        assertThat(second.awaitExit()).as(second.said()).isZero();
        awaitGone(second.program(1));
        awaitOwner(first);
        assertThat(ask()).isEqualTo("v1 " + first.program(1));
    }

    @Test
    void otherSignalsArePassedOnIfTheyAreAskedFor() throws Exception {
        RunProcess run = serving(
                List.of("--forward", "USR1"), List.of("sh", "-c", "trap 'echo told' USR1; " + notifying() + "; wait"));
        run.signal("USR1");
        run.awaitSaid("told");
    }

    private String notifying() {
        return PYTHON + " -c 'import os, socket;"
                + " socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM).sendto(b\"READY=1\", os.environ[\"NOTIFY_SOCKET\"])';"
                + " while :; do sleep 1; done";
    }
}
