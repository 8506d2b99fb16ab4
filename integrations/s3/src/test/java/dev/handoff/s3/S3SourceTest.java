package dev.handoff.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.handoff.artifact.Content;
import dev.handoff.artifact.ReleaseServer;
import dev.handoff.artifact.Source;
import dev.handoff.artifact.SourceTerms;
import dev.handoff.artifact.TlsFiles;
import dev.handoff.artifact.UnavailableException;
import dev.handoff.artifact.UnprovedException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is asked of a server, and what is made of its answers. */
@Timeout(60)
class S3SourceTest {
    private static final String PATH = "/releases/acme/shop";
    private static final byte[] BYTES = "0123456789".repeat(20_000).getBytes(StandardCharsets.US_ASCII);
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    @TempDir
    Path temp;

    private final ReleaseServer server = new ReleaseServer();

    @BeforeEach
    void publish() {
        System.setProperty("aws.accessKeyId", "somebody");
        System.setProperty("aws.secretAccessKey", "secret");
        server.release(PATH, BYTES);
    }

    @AfterEach
    void end() {
        server.close();
        System.clearProperty("aws.accessKeyId");
        System.clearProperty("aws.secretAccessKey");
    }

    private Source source() throws IOException {
        Map<String, String> options = new HashMap<>();
        options.put("endpoint", server.address("/").toString());
        options.put("ca", TlsFiles.certificate(temp).toString());
        return new S3Provider().open(new SourceTerms("s3:/" + PATH, options, true, PATIENCE));
    }

    private String asked() {
        return server.asked().get(server.asked().size() - 1);
    }

    @Test
    void asksForWhatIsSmallAgainOnlyIfItHasChanged() throws Exception {
        try (Source source = source()) {
            byte[] first = source.beside(".sha256");
            assertThat(first).asString(StandardCharsets.US_ASCII).startsWith(ReleaseServer.hash(BYTES));
            assertThat(asked()).contains(PATH + ".sha256", "Authorization:AWS4-HMAC-SHA256 Credential=somebody/");
            assertThat(source.beside(".sha256")).isEqualTo(first);
            assertThat(asked()).contains(" If-None-Match:");
            server.put(PATH + ".sha256", new byte[] {7});
            assertThat(source.beside(".sha256")).containsExactly(7);
            server.put(PATH + ".sha256", new byte[Source.SMALL + 1]);
            assertThatThrownBy(() -> source.beside(".sha256")).isInstanceOf(UnprovedException.class);
        }
    }

    @Test
    void opensItUnlessItIsTheSame() throws Exception {
        try (Source source = source();
                Content content = source.open("").orElseThrow()) {
            assertThat(content.size()).isEqualTo(BYTES.length);
            assertThat(content.label()).isEqualTo("shop");
            assertThat(content.body().readAllBytes()).isEqualTo(BYTES);
            assertThat(source.open(content.tag())).isEmpty();
        }
    }

    @Test
    void goesOnInTheMiddleIfItIsTheSameAndFromTheFirstIfNot() throws Exception {
        try (Source source = source()) {
            String tag;
            try (Content content = source.open("").orElseThrow()) {
                tag = content.tag();
            }
            try (Content rest = source.resume(tag, 150_000)) {
                assertThat(asked()).contains("Range:bytes=150000-", "If-Match:" + tag);
                assertThat(rest.from()).isEqualTo(150_000);
                assertThat(rest.size()).isEqualTo(BYTES.length);
                assertThat(rest.body().readAllBytes()).hasSize(50_000);
            }
            server.put(PATH, new byte[] {1, 2, 3});
            try (Content another = source.resume(tag, 150_000)) {
                assertThat(another.from()).isZero();
                assertThat(another.body().readAllBytes()).containsExactly(1, 2, 3);
            }
        }
    }

    @Test
    void asksOnceAndSaysWhenToComeAgain() throws Exception {
        server.fail(PATH, ReleaseServer.status(503, "Retry-After", "7"));
        try (Source source = source()) {
            UnavailableException said = catchThrowableOfType(UnavailableException.class, () -> source.open(""));
            assertThat(said).hasMessage("s3:/" + PATH + ": answered with status 503 (asked too often)");
            assertThat(said.after()).contains(Duration.ofSeconds(7));
            assertThat(server.asked()).as("the SDK itself does not try again").hasSize(1);
        }
    }

    @Test
    void waitsNoLongerThanItIsTold() throws Exception {
        try (Source source = source()) {
            server.fail(PATH, server.hanging(0));
            assertThatThrownBy(() -> source.open(""))
                    .isInstanceOf(UnavailableException.class)
                    .hasMessageContaining("no answer within 2000 ms");
            server.fail(PATH + ".sha256", server.hanging(10));
            assertThatThrownBy(() -> source.beside(".sha256")).isInstanceOf(UnavailableException.class);
        }
    }

    @Test
    void anInterruptEndsTheWaitForAnAnswer() throws Exception {
        server.fail(PATH, server.hanging(0));
        try (Source source = source()) {
            CompletableFuture<Throwable> end = new CompletableFuture<>();
            Thread asking = new Thread(() -> {
                try {
                    end.complete(new AssertionError(source.open("")));
                } catch (Exception e) {
                    end.complete(e);
                }
            });
            asking.start();
            org.awaitility.Awaitility.await().until(() -> !server.asked().isEmpty());
            asking.interrupt();
            assertThat(end.get(1, TimeUnit.SECONDS)).isInstanceOf(InterruptedException.class);
        }
    }

    @Test
    void closingWakesWhoeverReads() throws Exception {
        server.fail(PATH, server.hanging(10));
        try (Source source = source()) {
            Content content = source.open("").orElseThrow();
            CompletableFuture<Throwable> end = new CompletableFuture<>();
            new Thread(() -> {
                        try (InputStream body = content.body()) {
                            end.complete(new AssertionError(body.readAllBytes().length));
                        } catch (IOException | RuntimeException e) {
                            end.complete(e);
                        }
                    })
                    .start();
            content.close();
            assertThat(end.get(1, TimeUnit.SECONDS)).isInstanceOf(IOException.class);
        }
    }
}
