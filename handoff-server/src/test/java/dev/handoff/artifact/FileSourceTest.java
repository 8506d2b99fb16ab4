package dev.handoff.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class FileSourceTest {
    @TempDir
    Path temp;

    private Path file() {
        return temp.resolve("app");
    }

    private void write(Path to, String text) throws IOException {
        Files.writeString(to, text);
        Files.setLastModifiedTime(to, FileTime.from(Instant.now().minusSeconds(60)));
        hash(text);
    }

    private void hash(String text) throws IOException {
        Files.writeString(temp.resolve("app.sha256"), ReleaseServer.hash(text.getBytes(StandardCharsets.UTF_8)));
    }

    private Fetcher fetcher(Source source) throws IOException {
        WatchTerms terms = WatchTerms.parse(file().toString(), text -> Duration.parse("PT" + text));
        ArtifactFolder folder = ArtifactFolder.open(temp.resolve("artifacts"), "test");
        return new Fetcher(source, terms, folder, Progress.UNSEEN);
    }

    @Test
    void waitsUntilAFileIsWrittenToItsEnd() throws Exception {
        String whole = "a".repeat(100);
        hash(whole);
        Files.writeString(file(), "");
        Thread writer = new Thread(() -> {
            for (int i = 0; i < 20; i++) {
                append(file(), "aaaaa");
            }
        });
        writer.start();
        try (Source source = new FileSource(file(), true);
                Content content = source.open("").orElseThrow()) {
            assertThat(new String(content.body().readAllBytes(), StandardCharsets.UTF_8))
                    .isEqualTo(whole);
        }
        writer.join();
    }

    private static void append(Path file, String text) {
        try {
            TimeUnit.MILLISECONDS.sleep(100);
            Files.writeString(file, text, StandardOpenOption.APPEND);
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void takesARenameIntoPlaceAtOnceAndNoticesIt() throws Exception {
        write(file(), "one");
        try (Source source = new FileSource(file(), true)) {
            Artifact one = fetcher(source).look().orElseThrow();
            write(temp.resolve("fresh"), "two");
            Files.move(temp.resolve("fresh"), file(), StandardCopyOption.ATOMIC_MOVE);
            long before = System.nanoTime();
            source.await(Duration.ofSeconds(40));
            Artifact two = fetcher(source).look().orElseThrow();
            assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(20));
            assertThat(two).isNotEqualTo(one);
        }
    }

    @Test
    void aLinkThatIsExchangedAfterTheCheckChangesNothing() throws Exception {
        write(temp.resolve("good"), "good");
        Files.writeString(temp.resolve("evil"), "evil");
        Files.createSymbolicLink(file(), temp.resolve("good"));
        ArtifactFolder folder = ArtifactFolder.open(temp.resolve("artifacts"), "test");
        try (Source source = new FileSource(file(), true)) {
            Artifact artifact = fetcher(source).look().orElseThrow();
            Files.delete(file());
            Files.createSymbolicLink(file(), temp.resolve("evil"));
            assertThat(folder.path(artifact)).hasContent("good");
            assertThat(Files.isSymbolicLink(folder.path(artifact))).isFalse();
        }
    }

    @Test
    void believesNoHashThatOthersCanWrite() throws Exception {
        write(file(), "one");
        Files.setPosixFilePermissions(temp.resolve("app.sha256"), PosixFilePermissions.fromString("rw-rw-rw-"));
        try (Source source = new FileSource(file(), true)) {
            assertThatThrownBy(() -> source.beside(".sha256")).hasMessageContaining("others can write there");
        }
        try (Source signed = new FileSource(file(), false)) {
            assertThat(signed.beside(".sha256")).hasSize(64);
        }
    }

    @Test
    void saysWhatIsMissing() throws Exception {
        try (Source source = new FileSource(file(), true)) {
            assertThatThrownBy(() -> source.beside(".sha256"))
                    .hasMessageContaining("app.sha256: there is no such file");
            assertThatThrownBy(() -> source.open("")).hasMessageContaining("app: there is no such file");
        }
    }
}
