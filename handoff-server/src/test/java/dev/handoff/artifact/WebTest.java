package dev.handoff.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class WebTest {
    private static final int TIMES = 3_000;
    private static final int CLIENTS = 16;

    @TempDir
    Path temp;

    private final ReleaseServer server = new ReleaseServer();

    @AfterEach
    void end() {
        server.close();
    }

    /** However soon it does: what is there can be gone on with. */
    @Test
    @Timeout(120)
    void theBodyBreaksOffAndNotTheAnswer() throws Exception {
        server.put("/whole", new byte[20]);
        server.put("/half", new byte[82]);
        server.breaks("/half", ReleaseServer.truncated(40));
        Web web = new Web(Optional.of(TlsFiles.certificate(temp)), Map.of(), Duration.ofSeconds(20));
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
        try {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < TIMES; i++) {
                all.add(clients.submit(() -> {
                    // On a connection that is kept for the next.
                    try (var body = web.get(server.address("/whole"), Map.of()).body()) {
                        assertThat(body.readAllBytes()).hasSize(20);
                    }
                    Web.Answer half = web.get(server.address("/half"), Map.of());
                    assertThat(half.status()).isEqualTo(Web.OK);
                    try (var body = half.body()) {
                        assertThatThrownBy(body::readAllBytes).isInstanceOf(IOException.class);
                    }
                    return null;
                }));
            }
            for (Future<?> each : all) {
                each.get(60, TimeUnit.SECONDS);
            }
        } finally {
            clients.shutdownNow();
        }
    }
}
