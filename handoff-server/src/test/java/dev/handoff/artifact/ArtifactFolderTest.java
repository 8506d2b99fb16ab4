package dev.handoff.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArtifactFolderTest {
    private static final String ORIGIN = "https://host/app .sha256";

    @TempDir
    Path temp;

    private ArtifactFolder open() throws IOException {
        return ArtifactFolder.open(temp.resolve("artifacts"), ORIGIN);
    }

    private Artifact put(ArtifactFolder folder, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        Artifact artifact = new Artifact(ReleaseServer.hash(bytes), text);
        try (Partial partial = folder.begin(bytes.length)) {
            partial.add(bytes, bytes.length);
            partial.seal(artifact.hash());
        }
        return artifact;
    }

    @ParameterizedTest
    @ValueSource(strings = {"rwxrwxrwx", "rwxrwx---", "rwxr-x---", "rwx---rwx"})
    void isForUsAlone(String mode) throws IOException {
        Path folder = Files.createDirectory(temp.resolve("artifacts"));
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString(mode));
        assertThatThrownBy(this::open).isInstanceOf(FolderException.class).hasMessageContaining("not for us alone");
    }

    @Test
    void isNoLinkAndNotWhereOthersCanExchangeIt() throws IOException {
        Files.createSymbolicLink(temp.resolve("artifacts"), Files.createDirectory(temp.resolve("elsewhere")));
        assertThatThrownBy(this::open).isInstanceOf(FolderException.class).hasMessageContaining("not a folder");
        Files.delete(temp.resolve("artifacts"));
        Files.setPosixFilePermissions(temp, PosixFilePermissions.fromString("rwxrwxrwx"));
        assertThatThrownBy(this::open).isInstanceOf(FolderException.class).hasMessageContaining("exchange it");
    }

    @Test
    void keepsThePresentOneAndTheOneBefore() throws IOException {
        ArtifactFolder folder = open();
        for (String name : new String[] {"one", "two", "three"}) {
            Artifact each = put(folder, name);
            folder.note(ledger -> ledger.proved(each));
        }
        assertThat(open().ledger().good()).extracting(Artifact::label).containsExactly("three", "two");
        assertThat(folder.isIntact(open().ledger().good().get(1).hash())).isTrue();
        try (Stream<Path> all = Files.list(temp.resolve("artifacts"))) {
            assertThat(all.filter(each -> Artifact.isHash(String.valueOf(each.getFileName()))))
                    .hasSize(2);
        }
    }

    @Test
    void goingBackLeavesOnlyTheOldOneAndItsReplacementFailed() throws IOException {
        ArtifactFolder folder = open();
        Artifact one = put(folder, "one");
        Artifact two = put(folder, "two");
        folder.note(ledger -> ledger.proved(one).proved(two));
        Ledger after = folder.note(ledger -> ledger.wentBackTo(one));
        assertThat(after.good()).containsExactly(one);
        assertThat(after.failed()).containsExactly(two);
        assertThat(folder.path(two)).doesNotExist();
    }

    @Test
    void aFailureOfThePresentOneDoesNotPutItAway() throws IOException {
        ArtifactFolder folder = open();
        Artifact one = put(folder, "one");
        assertThat(folder.note(ledger -> ledger.proved(one).failed(one)).present())
                .contains(one);
        assertThat(folder.isIntact(one.hash())).isTrue();
    }

    @Test
    void failedOnesAreBoundedAndSurviveAnotherOriginButGoodOnesDoNot() throws IOException {
        ArtifactFolder folder = open();
        Artifact one = put(folder, "one");
        folder.note(ledger -> ledger.proved(one));
        IntStream.range(0, 50).forEach(i -> note(folder, new Artifact(String.format("%064x", i), "bad")));
        assertThat(folder.ledger().failed()).hasSize(32);
        ArtifactFolder other = ArtifactFolder.open(temp.resolve("artifacts"), "file /other");
        assertThat(other.ledger().present()).isEmpty();
        assertThat(other.ledger().failed()).hasSize(32);
    }

    private static void note(ArtifactFolder folder, Artifact bad) {
        try {
            folder.note(ledger -> ledger.failed(bad));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void seesThatAnArtifactWasDamaged() throws IOException {
        ArtifactFolder folder = open();
        Artifact one = put(folder, "one");
        Files.setPosixFilePermissions(folder.path(one), PosixFilePermissions.fromString("rw-------"));
        Files.writeString(folder.path(one), "two");
        assertThat(folder.isIntact(one.hash())).isFalse();
    }

    @Test
    void sweepsWhatAProcessThatWasKilledHasLeftLongAgo() throws IOException {
        open();
        Path left = Files.createFile(temp.resolve("artifacts").resolve("partial-x"));
        open();
        assertThat(left).as("somebody may be at it").exists();
        Files.setLastModifiedTime(left, FileTime.from(Instant.now().minusSeconds(10_000)));
        open();
        assertThat(left).doesNotExist();
    }
}
