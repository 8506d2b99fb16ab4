package dev.handoff.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers at a path, which they delete before they bind and when they stop, by {@code Files} and by {@code File}. */
@Timeout(400)
class UnixPathIT {
    private static final int HANDOFFS = 3;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"UnixServer", "NettyServer"})
    void losesNoRequestThoughThePathIsDeletedByEveryRelease(String server) throws Exception {
        Path path = folder.resolve("app.sock");
        String options = ",listener=api@unix:" + path;
        try (Generations generations = new Generations(folder, server, "-Depoll=true")) {
            AgentProcess owner = generations.start(options, path.toString());
            owner.await("STAGED -> OWNER", Generations.LIMIT);
            try (UnixClients clients = UnixClients.at(path)) {
                for (int handoff = 0; handoff < HANDOFFS; handoff++) {
                    AgentProcess next = generations.start(options, path.toString());
                    next.await(Generations.OWNER, Generations.LIMIT);
                    assertThat(owner.awaitExit(Generations.LIMIT))
                            .as(owner.toString())
                            .isZero();
                    owner = next;
                }
                clients.close();
                System.out.println(server + ": " + clients.answers());
                assertThat(clients.failures()).isEmpty();
                assertThat(clients.answers()).hasSize(HANDOFFS + 1);
            }
            owner.terminate();
            owner.awaitExit(Generations.LIMIT);
            assertThat(path).as("the last owner takes it away, %s", owner).doesNotExist();
        }
    }

    @Test
    void deletesAPathThatNobodyListensAt() throws Exception {
        Path path = folder.resolve("app.sock");
        String options = ",listener=api@unix:" + path;
        try (Generations generations = new Generations(folder, "UnixServer")) {
            AgentProcess owner = generations.start(options, path.toString());
            owner.await("STAGED -> OWNER", Generations.LIMIT);
            owner.kill();
            owner.awaitExit(Generations.LIMIT);
            assertThat(Files.exists(path))
                    .as("left behind by one that was killed")
                    .isTrue();
            AgentProcess next = generations.start(options, path.toString());
            next.await("STAGED -> OWNER", Generations.LIMIT);
        }
    }
}
