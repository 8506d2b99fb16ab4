package dev.handoff.client.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The archive of classes: made once, used from then on, and never if it is not ours or not of this jar. */
@Timeout(200)
class ArchiveIT {
    @TempDir
    private Path folder;

    private Path launcher;
    private Path jar;
    private Path cache;
    private Path classes;

    @BeforeEach
    void install() throws IOException {
        Path bin = Files.createDirectories(folder.resolve("app/bin"));
        Path lib = Files.createDirectories(folder.resolve("app/lib"));
        launcher = Files.copy(CommandProcess.LAUNCHER, bin.resolve("handoff-client"));
        mode(launcher, "rwxr-xr-x");
        jar = Files.copy(CommandProcess.JAR, lib.resolve("handoff-client.jar"));
        cache = Files.createDirectory(folder.resolve("cache"));
        classes = folder.resolve("classes");
        mode(folder, "rwx------");
        mode(cache, "rwx------");
    }

    private static void mode(Path file, String permissions) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    }

    private CommandProcess run(Map<String, String> more, String... words) throws Exception {
        List<String> command = new ArrayList<>(List.of(launcher.toString()));
        command.addAll(List.of(words));
        Map<String, String> environment = new HashMap<>(Map.of(
                "JAVA_HOME",
                System.getProperty("java.home"),
                "XDG_CACHE_HOME",
                cache.toString(),
                "HANDOFF_ARCHIVE",
                "",
                "JDK_JAVA_OPTIONS",
                "-Xlog:class+load:file=" + classes));
        environment.putAll(more);
        return CommandProcess.run(folder, environment, command);
    }

    /** Runs it once more, and tells whether its classes came out of an archive. */
    private boolean isUsed() throws Exception {
        CommandProcess command = run(Map.of(), "--version");
        assertThat(command.status()).as(command.err()).isZero();
        assertThat(command.out()).startsWith("handoff-client ").hasLineCount(1);
        assertThat(command.err().lines().filter(line -> !line.startsWith("NOTE: Picked up")))
                .isEmpty();
        return Files.readString(classes).contains("dev.handoff.client.cli.Main source: shared objects file");
    }

    private Path made() throws Exception {
        CommandProcess command = run(Map.of(), "archive");
        assertThat(command.status()).as(command.err()).isZero();
        return Path.of(command.out().strip());
    }

    private List<Path> archives(Path place) throws IOException {
        List<Path> found = new ArrayList<>();
        if (Files.isDirectory(place)) {
            try (DirectoryStream<Path> all = Files.newDirectoryStream(place, "*.jsa")) {
                all.forEach(found::add);
            }
        }
        return found;
    }

    @Test
    void isMadeByTheFirstStartAndUsedByTheNext() throws Exception {
        try (Predecessor predecessor = new Predecessor(folder.resolve("c")).servingTcp("http")) {
            assertThat(run(
                                    Map.of("HANDOFF_ARCHIVE", "off"),
                                    "status",
                                    "--control",
                                    folder.resolve("c").toString())
                            .status())
                    .isZero();
            assertThat(run(Map.of(), "request", "--control", folder.resolve("c").toString())
                            .status())
                    .isZero();
            Path place = cache.resolve("handoff");
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(90);
            while (archives(place).isEmpty() && System.nanoTime() < deadline) {
                TimeUnit.MILLISECONDS.sleep(100);
            }
            assertThat(archives(place)).hasSize(1);
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(place)))
                    .isEqualTo("rwx------");
            assertThat(PosixFilePermissions.toString(
                            Files.getPosixFilePermissions(archives(place).get(0))))
                    .isEqualTo("r--------");
            assertThat(isUsed()).isTrue();
        }
    }

    @Test
    void isUsedIfItIsOfThisJarAndWhole() throws Exception {
        Path archive = made();
        assertThat(archive).hasParent(jar.getParent());
        assertThat(isUsed()).isTrue();

        byte[] whole = Files.readAllBytes(archive);
        for (int length : new int[] {whole.length / 2, 100, 0}) {
            mode(archive, "rw-------");
            Files.write(archive, Arrays.copyOf(whole, length));
            assertThat(isUsed()).as("cut to " + length).isFalse();
        }
        Files.write(archive, whole);
        assertThat(isUsed()).isTrue();

        byte[] classesOfJar = Files.readAllBytes(jar);
        FileTime time = Files.getLastModifiedTime(jar);
        Files.write(jar, classesOfJar);
        Files.setLastModifiedTime(jar, time);
        assertThat(isUsed()).as("another jar, of the same size and time").isFalse();
    }

    @Test
    void isNotUsedIfOthersCouldHaveWrittenIt() throws Exception {
        Path archive = made();
        for (Path each : List.of(archive, archive.resolveSibling("."), archive.resolveSibling(".."))) {
            String before = PosixFilePermissions.toString(Files.getPosixFilePermissions(each));
            for (String open : List.of("rwxrwx---", "rwx---rwx")) {
                mode(each, open);
                assertThat(isUsed()).as(each + " with " + open).isFalse();
            }
            mode(each, before);
            assertThat(isUsed()).as(each + " with " + before).isTrue();
        }
        assumeThat((int) Files.getAttribute(archive, "unix:uid"))
                .as("run by root")
                .isZero();
        Files.setAttribute(archive, "unix:uid", 65534);
        assertThat(isUsed()).as("somebody else's").isFalse();
    }
}
