package dev.handoff.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class GithubSourceTest {
    private static final String LATEST = "/repos/acme/shop/releases/latest";

    @TempDir
    Path temp;

    private final GithubServer github = new GithubServer();

    @AfterEach
    void end() {
        github.close();
    }

    private Source source(String pattern) throws IOException {
        Web web = new Web(Optional.of(TlsFiles.certificate(temp)), Map.of(), Duration.ofSeconds(10));
        Path token = Files.writeString(temp.resolve("token"), "secret\n");
        return new GithubSource(web, github.api().address("/"), "acme/shop", pattern, Optional.of(token));
    }

    private Fetcher fetcher(Source source) throws IOException {
        WatchTerms terms = WatchTerms.parse("github:acme/shop", text -> Duration.parse("PT" + text));
        return new Fetcher(source, terms, ArtifactFolder.open(temp.resolve("artifacts"), "test"), Progress.UNSEEN);
    }

    @Test
    void fetchesTheAssetOfTheLatestReleaseAndAsksForNoMoreUntilThereIsAnother() throws Exception {
        github.release("v1", new byte[] {1, 2, 3});
        Fetcher fetcher = fetcher(source("*-linux"));
        Artifact artifact = fetcher.look().orElseThrow();
        assertThat(artifact.label()).isEqualTo("v1");
        assertThat(github.api().asked()).allMatch(each -> each.contains("Authorization:Bearer secret"));
        ArtifactFolder.open(temp.resolve("artifacts"), "test").note(ledger -> ledger.proved(artifact));
        int asked = github.api().asked().size();
        assertThat(fetcher.look()).isEmpty();
        assertThat(github.api().asked()).hasSize(asked + 1);
        assertThat(github.api().asked().get(asked)).startsWith(LATEST + " If-None-Match:");
        github.release("v2", new byte[] {4});
        assertThat(fetcher.look().orElseThrow().label()).isEqualTo("v2");
    }

    @Test
    void theTokenStaysWithTheApiWhenAnAssetLiesElsewhere() throws Exception {
        github.release("v1", new byte[] {1, 2, 3});
        try (ReleaseServer storage = new ReleaseServer()) {
            storage.put("/stored", new byte[] {1, 2, 3});
            github.api()
                    .fail(
                            "/assets/101",
                            ReleaseServer.status(
                                    302, "Location", storage.address("/stored").toString()));
            assertThat(fetcher(source("*-linux")).look()).isPresent();
            assertThat(storage.asked()).containsExactly("/stored");
        }
    }

    @Test
    void goesOnWithAnAssetThatBrokeOff() throws Exception {
        byte[] bytes = new byte[200_000];
        bytes[150_000] = 7;
        github.release("v1", bytes);
        github.api().fail("/assets/101", ReleaseServer.truncated(100_000));
        assertThat(fetcher(source("*-linux")).look()).isPresent();
        assertThat(github.api().asked()).anyMatch(each -> each.startsWith("/assets/101 Range:bytes="));
    }

    @Test
    void respectsTheRateLimit() throws Exception {
        github.release("v1", new byte[] {1});
        String reset = Long.toString(Instant.now().getEpochSecond() + 600);
        github.api().fail(LATEST, ReleaseServer.status(403, "X-RateLimit-Remaining", "0", "X-RateLimit-Reset", reset));
        Fetcher fetcher = fetcher(source("*-linux"));
        UnavailableException said = catchThrowableOfType(UnavailableException.class, fetcher::look);
        assertThat(said.after().orElseThrow()).isBetween(Duration.ofSeconds(500), Duration.ofMinutes(10));
    }

    @Test
    void saysWhichAssetsThereAreWhenItIsNotOne() throws Exception {
        github.release("v1", new byte[] {1});
        assertThatThrownBy(() -> fetcher(source("")).look()).hasMessageContaining("[app-linux, app-windows]");
        assertThatThrownBy(() -> fetcher(source("*.deb")).look()).hasMessageContaining("0 assets like *.deb");
        assertThatThrownBy(() -> fetcher(source("app-windows")).look())
                .hasMessageContaining("no asset app-windows.sha256");
        github.api().put(LATEST, "<html>".getBytes(StandardCharsets.US_ASCII));
        assertThatThrownBy(() -> fetcher(source("*-linux")).look())
                .hasMessageContaining("does not answer as GitHub does");
    }
}
