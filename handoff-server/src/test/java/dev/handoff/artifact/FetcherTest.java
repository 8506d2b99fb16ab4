package dev.handoff.artifact;

import static dev.handoff.artifact.ReleaseServer.status;
import static dev.handoff.artifact.ReleaseServer.truncated;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Fetching from a real TLS server that does everything wrong there is. */
@Timeout(60)
class FetcherTest {
    private static final Duration SILENCE = Duration.ofSeconds(1);
    private static final String PATH = "/app.jar";
    private static final int SIZE = 300_000;

    @TempDir
    Path temp;

    private final ReleaseServer server = new ReleaseServer();
    private ArtifactFolder folder;

    @BeforeEach
    void folder() throws IOException {
        folder = ArtifactFolder.open(temp.resolve("artifacts"), "test");
    }

    @AfterEach
    void end() {
        server.close();
    }

    private static byte[] bytes(int seed) {
        byte[] bytes = new byte[SIZE];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    private Source source() throws IOException {
        return source(server.address(PATH), Map.of());
    }

    private Source source(URI address, Map<String, String> environment) throws IOException {
        return new HttpsSource(
                new Web(Optional.of(TlsFiles.certificate(temp)), environment, SILENCE.multipliedBy(2)), address);
    }

    private Fetcher fetcher(String options) throws IOException {
        return fetcher(options, folder, source());
    }

    private static Fetcher fetcher(String options, ArtifactFolder into, Source source) {
        WatchTerms terms = WatchTerms.parse("https://unused/x" + options, text -> Duration.parse("PT" + text));
        return new Fetcher(source, terms, into, Progress.UNSEEN, SILENCE);
    }

    private List<String> kept() throws IOException {
        try (Stream<Path> all = Files.list(temp.resolve("artifacts"))) {
            return all.map(each -> each.getFileName().toString())
                    .filter(each -> !List.of("ledger", "lock").contains(each))
                    .toList();
        }
    }

    @Test
    void keepsWhatIsProvedReadOnlyAndNamedByItsHash() throws Exception {
        byte[] bytes = bytes(1);
        server.release(PATH, bytes);
        Artifact artifact = fetcher("").look().orElseThrow();
        assertThat(artifact.label()).isEqualTo("app.jar");
        assertThat(kept()).containsExactly(ReleaseServer.hash(bytes));
        Path file = folder.path(artifact);
        assertThat(Files.readAllBytes(file)).isEqualTo(bytes);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("r-x------");
    }

    @Test
    void asksOnlyForTheHashWhileItIsTheSame() throws Exception {
        server.release(PATH, bytes(1));
        Fetcher fetcher = fetcher("");
        Artifact artifact = fetcher.look().orElseThrow();
        folder.note(ledger -> ledger.proved(artifact));
        assertThat(fetcher.look()).isEmpty();
        assertThat(server.asked()).hasSize(3);
        assertThat(server.asked().get(2)).startsWith(PATH + ".sha256 If-None-Match:");
    }

    @Test
    void doesNotTryAgainWhatHasFailedAndTakesTheNext() throws Exception {
        server.release(PATH, bytes(1));
        Fetcher fetcher = fetcher("");
        Artifact bad = fetcher.look().orElseThrow();
        folder.note(ledger -> ledger.failed(bad));
        assertThat(fetcher.look()).isEmpty();
        assertThat(kept()).isEmpty();
        server.release(PATH, bytes(2));
        assertThat(fetcher.look()).isPresent();
    }

    @Test
    void goesOnWhereADownloadBrokeOff() throws Exception {
        byte[] bytes = bytes(1);
        server.release(PATH, bytes);
        server.fail(PATH, (exchange, all) -> {
            exchange.getResponseHeaders()
                    .add("ETag", "\"" + ReleaseServer.hash(all).substring(0, 16) + "\"");
            truncated(200_000).answer(exchange, all);
        });
        Artifact artifact = fetcher("").look().orElseThrow();
        assertThat(Files.readAllBytes(folder.path(artifact))).isEqualTo(bytes);
        assertThat(server.asked().get(2)).matches(PATH + " Range:bytes=[1-9][0-9]*- If-Range:\"[0-9a-f]{16}\"");
    }

    @Test
    void startsOverWhenItChangedInTheMiddle() throws Exception {
        byte[] bytes = bytes(1);
        server.release(PATH, bytes);
        server.fail(PATH, (exchange, all) -> {
            exchange.getResponseHeaders().add("ETag", "\"another\"");
            truncated(200_000).answer(exchange, bytes(7));
        });
        Artifact artifact = fetcher("").look().orElseThrow();
        assertThat(Files.readAllBytes(folder.path(artifact))).isEqualTo(bytes);
    }

    @Test
    void givesUpOnOneThatBreaksOffEachTimeAndLeavesNothing() throws Exception {
        server.release(PATH, bytes(1));
        ReleaseServer.Fault cut = truncated(1000);
        server.fail(PATH, cut, cut, cut, cut, cut, cut, cut, cut);
        assertThatThrownBy(() -> fetcher("").look())
                .isInstanceOf(UnavailableException.class)
                .hasMessageContaining("it broke off; at last after");
        assertThat(kept()).isEmpty();
        assertThat(server.asked().stream().filter(each -> each.startsWith(PATH + " ") || each.equals(PATH)))
                .as("bounded")
                .hasSize(5);
    }

    @Test
    void refusesAnotherHashOnceAndAsksNoMoreUntilItChanges() throws Exception {
        server.release(PATH, bytes(1));
        server.put(PATH, bytes(2));
        Fetcher fetcher = fetcher("");
        assertThatThrownBy(fetcher::look).isInstanceOf(UnprovedException.class).hasMessageContaining("its SHA-256 is");
        assertThat(kept()).isEmpty();
        assertThat(fetcher.look()).isEmpty();
        assertThat(server.asked().get(3)).startsWith(PATH + " If-None-Match:");
        server.put(PATH, bytes(1));
        assertThat(fetcher.look()).isPresent();
    }

    @Test
    void takesOnlyTheHashThatWasGiven() throws Exception {
        server.put(PATH, bytes(1));
        assertThatThrownBy(() -> fetcher(",sha256=" + "0".repeat(64)).look()).isInstanceOf(UnprovedException.class);
        assertThat(fetcher(",sha256=" + ReleaseServer.hash(bytes(1))).look()).isPresent();
    }

    @Test
    void takesOnlyAHashThatIsSignedByTheKey() throws Exception {
        KeyPair ours = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        KeyPair theirs = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        Path key = Files.writeString(
                temp.resolve("key.pem"),
                "-----BEGIN PUBLIC KEY-----\n"
                        + Base64.getEncoder().encodeToString(ours.getPublic().getEncoded())
                        + "\n-----END PUBLIC KEY-----\n");
        server.release(PATH, bytes(1));
        sign(theirs);
        assertThatThrownBy(() -> fetcher(",signature=" + key).look())
                .isInstanceOf(UnprovedException.class)
                .hasMessageContaining("not that of the key");
        assertThat(server.asked()).as("the artifact was not fetched").doesNotContain(PATH);
        server.put(PATH + ".sha256.sig", new byte[] {1, 2});
        assertThatThrownBy(() -> fetcher(",signature=" + key).look()).isInstanceOf(UnprovedException.class);
        sign(ours);
        assertThat(fetcher(",signature=" + key).look()).isPresent();
    }

    private void sign(KeyPair pair) throws Exception {
        Signature signature = Signature.getInstance("Ed25519");
        signature.initSign(pair.getPrivate());
        signature.update(
                (ReleaseServer.hash(bytes(1)) + "  " + PATH.substring(1) + "\n").getBytes(StandardCharsets.US_ASCII));
        server.put(PATH + ".sha256.sig", signature.sign());
    }

    @ParameterizedTest
    @CsvSource({"403, Retry-After, 7", "429, Retry-After, 7", "500, X, y", "503, Retry-After, 7"})
    void anAnswerThatIsNoneSaysWhenToComeAgain(int code, String header, String value) throws Exception {
        server.release(PATH, bytes(1));
        server.fail(PATH, status(code, header, value));
        Fetcher fetcher = fetcher("");
        UnavailableException said = catchThrowableOfType(UnavailableException.class, fetcher::look);
        assertThat(said).hasMessageContaining("status " + code);
        assertThat(said.after()).isEqualTo(header.equals("X") ? Optional.empty() : Optional.of(Duration.ofSeconds(7)));
        assertThat(kept()).isEmpty();
        assertThat(fetcher.look()).isPresent();
    }

    @Test
    void aServerThatHangsIsLeftAfterAWhile() throws Exception {
        server.release(PATH, bytes(1));
        server.fail(PATH, server.hanging(0));
        assertThatThrownBy(() -> fetcher("").look())
                .isInstanceOf(UnavailableException.class)
                .hasMessageContaining("no answer within");
        server.fail(PATH + ".sha256", server.hanging(10));
        assertThatThrownBy(() -> fetcher("").look()).isInstanceOf(UnavailableException.class);
        server.fail(PATH, server.hanging(70_000));
        assertThat(fetcher("").look()).as("it hung once, and was gone on with").isPresent();
        assertThat(kept()).hasSize(1);
    }

    @Test
    void followsToOtherServersButNotToHttp() throws Exception {
        server.release("/real.jar", bytes(1));
        server.put(PATH + ".sha256", ReleaseServer.hash(bytes(1)).getBytes(StandardCharsets.US_ASCII));
        server.fail(PATH, status(302, "Location", "http://127.0.0.1:1/app.jar"), status(302, "Location", "/real.jar"));
        Fetcher fetcher = fetcher("");
        assertThatThrownBy(fetcher::look).hasMessageContaining("which is not https: refused");
        assertThat(fetcher.look()).isPresent();
    }

    @Test
    void aServerWithoutACertificateThatWeTrustIsNotAsked() throws Exception {
        server.release(PATH, bytes(1));
        Source source =
                new HttpsSource(new Web(Optional.empty(), Map.of(), SILENCE.multipliedBy(2)), server.address(PATH));
        assertThatThrownBy(() -> fetcher("", folder, source).look()).isInstanceOf(UnavailableException.class);
        assertThat(server.asked()).isEmpty();
    }

    @Test
    void goesByTheProxyOfTheEnvironment() throws Exception {
        server.release(PATH, bytes(1));
        try (ConnectProxy proxy = new ConnectProxy(server.address("/").getPort())) {
            URI address = URI.create("https://localhost:" + server.address("/").getPort() + PATH);
            Map<String, String> environment = Map.of("HTTPS_PROXY", "http://127.0.0.1:" + proxy.port());
            assertThat(fetcher("", folder, source(address, environment)).look()).isPresent();
            assertThat(proxy.asked()).contains("CONNECT localhost:" + address.getPort());
        }
    }

    @Test
    void isNotLargerThanItMay() throws Exception {
        server.release(PATH, bytes(1));
        assertThatThrownBy(() -> fetcher(",most=299999").look()).isInstanceOf(UnprovedException.class);
        assertThat(kept()).isEmpty();
    }

    @Test
    void aFullDiskLeavesNothingBehind() throws Exception {
        Path small = Files.createDirectory(temp.resolve("small"));
        assumeTrue(
                command("mount", "-t", "tmpfs", "-o", "size=128k,mode=0700", "none", small.toString()),
                "may not mount");
        try {
            ArtifactFolder full = ArtifactFolder.open(small.resolve("artifacts"), "test");
            server.release(PATH, bytes(1));
            // Without a length, so that only the write tells.
            server.fail(PATH, (exchange, bytes) -> {
                exchange.sendResponseHeaders(200, 0);
                exchange.getResponseBody().write(bytes);
            });
            Fetcher fetcher = fetcher("", full, source());
            assertThatThrownBy(fetcher::look)
                    .isInstanceOf(FolderException.class)
                    .hasMessageContaining("No space left on device");
            assertThatThrownBy(fetcher::look)
                    .isInstanceOf(FolderException.class)
                    .hasMessageContaining("has no room for its 300000 bytes");
            try (Stream<Path> left = Files.list(small.resolve("artifacts"))) {
                assertThat(left).isEmpty();
            }
        } finally {
            command("umount", small.toString());
        }
    }

    private static boolean command(String... words) throws Exception {
        Process process = new ProcessBuilder(words)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        return process.waitFor(20, TimeUnit.SECONDS) && process.exitValue() == 0;
    }
}
