package dev.handoff.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Which artifact a {@code run} begins with. */
@Timeout(60)
class WatchTest {
    private static final byte[] BYTES = "#!/bin/sh".getBytes(StandardCharsets.US_ASCII);
    private static final String HASH = ReleaseServer.hash(BYTES);

    @TempDir
    private Path temp;

    @BeforeEach
    void publish() throws IOException {
        Files.write(temp.resolve("shop"), BYTES);
        Files.writeString(temp.resolve("shop.sha256"), HASH);
    }

    private Path kept() {
        return temp.resolve("artifacts").resolve(HASH);
    }

    private Watch open() throws IOException {
        WatchTerms terms = WatchTerms.parse(temp.resolve("shop").toString(), text -> Duration.ofSeconds(5));
        return Watch.open(terms, temp.resolve("artifacts"), Progress.UNSEEN);
    }

    private void serve() throws IOException, InterruptedException {
        try (Watch watch = open()) {
            watch.first(Duration.ofSeconds(10));
            watch.releases().proved(watch.releases().next());
        }
    }

    @Test
    void fetchesTheOneThatServedLastAgainIfItIsNotWhole() throws Exception {
        serve();
        Files.delete(kept());
        Files.writeString(kept(), "half");
        try (Watch watch = open()) {
            watch.first(Duration.ofSeconds(10));
            assertThat(watch.releases().next().hash()).isEqualTo(HASH);
        }
        assertThat(kept()).hasBinaryContent(BYTES);
    }

    @Test
    void givesUpWhenItsPatienceIsOver() throws Exception {
        try (Watch watch = open()) {
            watch.first(Duration.ofSeconds(10));
            watch.releases().failed(watch.releases().next());
        }
        try (Watch watch = open()) {
            assertThatThrownBy(() -> watch.first(Duration.ofSeconds(1)))
                    .isInstanceOf(UnavailableException.class)
                    .hasMessageContaining("has failed before");
        }
    }
}
