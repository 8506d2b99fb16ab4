package dev.handoff.run;

import dev.handoff.artifact.GithubServer;
import dev.handoff.artifact.ReleaseServer;
import dev.handoff.artifact.TlsFiles;
import java.io.IOException;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is GitHub's own among the troubles, and some that others have as well. */
class RunGithubTroubleIT extends TroubleFixture {
    private final GithubServer github = new GithubServer();
    private int tag;

    @AfterEach
    void stopTheServer() {
        github.close();
    }

    @Override
    String source() throws IOException {
        return "github:acme/shop#*-linux,api=" + github.api().address("/") + ",ca=" + TlsFiles.certificate(temp);
    }

    @Override
    void publish(byte[] bytes) {
        github.release("tag-" + ++tag, bytes);
    }

    @Override
    void atOnce(Strike strike) throws Exception {
        ServerTroubleFixture.atNext(github.api(), GithubServer.LATEST, strike);
    }

    @Override
    void mend() {
        github.api().mend();
    }

    @Override
    int looks() {
        return (int) github.api().asked().stream()
                .filter(each -> each.startsWith(GithubServer.LATEST))
                .count();
    }

    @Test
    void servesOnWhateverGithubDoes() throws Exception {
        RunProcess run = running("");
        try (Clients clients = Clients.of(address())) {
            Trouble trouble = new Trouble(run);
            String latest = GithubServer.LATEST;
            String reset = Long.toString(Instant.now().getEpochSecond() + 3);
            ReleaseServer.Fault spent =
                    ReleaseServer.status(403, "X-RateLimit-Remaining", "0", "X-RateLimit-Reset", reset);
            trouble.strikes("status 403", () -> github.api().breaks(latest, spent));
            trouble.strikes("status 500", () -> github.api().breaks(latest, ReleaseServer.status(500)));
            trouble.strikes("does not answer as GitHub does", () -> github.api().put(latest, new byte[] {'<'}));
            trouble.strikes("it broke off; at last after ", () -> {
                publish(release("v2"));
                github.api().breaks(github.asset(), ReleaseServer.truncated(40));
            });
            trouble.strikes("its SHA-256 is", () -> github.release("v3", release("v3"), "0".repeat(64)));
            crashesAndIsReplaced(run, clients);
        }
    }
}
