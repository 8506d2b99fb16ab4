package dev.handoff.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handoff.artifact.GithubServer;
import dev.handoff.artifact.ReleaseServer;
import dev.handoff.artifact.TlsFiles;
import dev.handoff.wire.RefusedException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A {@code run} that fetches its releases, from each kind of source there is without a module. */
class RunWatchIT extends WatchFixture {
    private Path artifact() {
        return temp.resolve("shop");
    }

    private void publish(String label, byte[] bytes) throws IOException {
        Path fresh = Files.write(temp.resolve("fresh"), bytes);
        Files.writeString(temp.resolve("shop.sha256"), ReleaseServer.hash(bytes), StandardCharsets.US_ASCII);
        Files.move(fresh, artifact(), StandardCopyOption.ATOMIC_MOVE);
    }

    @Test
    void losesNoRequestWithAFile() throws Exception {
        losesNoRequest(artifact().toString(), this::publish);
    }

    @Test
    void losesNoRequestWithAServer() throws Exception {
        try (ReleaseServer server = new ReleaseServer()) {
            losesNoRequest(
                    server.address("/shop") + ",ca=" + TlsFiles.certificate(temp),
                    (label, bytes) -> server.release("/shop", bytes));
        }
    }

    @Test
    void losesNoRequestWithGithub() throws Exception {
        try (GithubServer github = new GithubServer()) {
            losesNoRequest(
                    "github:acme/shop#*-linux,api=" + github.api().address("/") + ",ca=" + TlsFiles.certificate(temp),
                    github::release);
        }
    }

    @Test
    void anArtifactThatCrashesOnProbationIsUndoneAndNotTriedAgain() throws Exception {
        publish("v1", release("v1"));
        RunProcess run = watching(artifact().toString(), "10s");
        assertThatThrownBy(this::rollBack)
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("no good release before");
        List<String> back = List.of("rollback", "--control", control().toString());
        RunProcess command = started(RunProcess.startClient(temp, List.of(), back));
        assertThat(command.awaitExit()).as(command.said()).isEqualTo(69);
        publish("v2", release("v2", "crash=1"));
        run.awaitSaid(": undone, program 1 (pid " + run.program(1) + ") serves on");
        run.awaitSaid("is not tried again");
        assertThat(status().getProgressList()).anySatisfy(fetch -> {
            assertThat(fetch.getName()).isEqualTo("fetch");
            assertThat(fetch.getDone()).isPositive().isEqualTo(fetch.getTotal());
            assertThat(fetch.getEndedMillis()).as("it is over").isPositive();
        });
        assertThat(ask()).isEqualTo("v1 " + run.program(1));
        assertThat(leftOver()).hasSize(1);
        assertThat(history()).singleElement().satisfies(undone -> {
            assertThat(undone.getOutcome()).isEqualTo("undone");
            assertThat(undone.getReason()).isEqualTo("ended with status 9 on probation");
            assertThat(undone.getToRelease()).startsWith("shop (");
            assertThat(undone.getToPid()).isEqualTo((int) run.program(2));
        });
        // Put there again it is the same.
        publish("v2", release("v2", "crash=1"));
        publish("v3", release("v3"));
        run.awaitSaid("program 3 (pid");
        run.await("is ready and accepts, on probation", 2);
        assertThat(ask()).as("on trial beside v1").matches("v[13] .*");
        // The operator has seen enough.
        rollBack();
        run.awaitSaid("is called back: undone");
        run.await("is not tried again", 2);
        // A run that is killed comes back with the one that was good, the source being of no use.
        Files.delete(artifact());
        run.signal("KILL");
        awaitGone(run.program(1));
        RunProcess next = watching(artifact().toString(), "500ms");
        assertThat(ask()).isEqualTo("v1 " + next.program(1));
    }

    @Test
    void doesNotStartWhatItCannotProve() throws Exception {
        Files.write(artifact(), release("v1"));
        RunProcess run =
                run(List.of("--wait", "1s", "--watch", artifact().toString()), List.of("{artifact}", "{fd:http}"));
        assertThat(run.awaitExit()).as(run.said()).isEqualTo(75);
        assertThat(run.said()).contains("shop.sha256: there is no such file");
        Files.createDirectory(temp.resolve("open"));
        RunProcess open = run(
                List.of("--watch", artifact() + ",folder=" + temp.resolve("open")), List.of("{artifact}", "{fd:http}"));
        assertThat(open.awaitExit()).as(open.said()).isEqualTo(77);
        assertThat(open.said()).contains("not for us alone");
        RunProcess unknown = run(List.of("--watch", "ftp://host/x"), List.of("{artifact}", "{fd:http}"));
        assertThat(unknown.awaitExit()).as(unknown.said()).isEqualTo(64);
    }
}
