package dev.handoff.client.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher where something is missing, old or elsewhere. */
class LauncherIT {
    private static final String JAVA_HOME = System.getProperty("java.home");

    @TempDir
    private Path folder;

    /** The few tools that it uses, and no java. */
    private Path tools;

    @BeforeEach
    void makePath() throws IOException {
        tools = Files.createDirectory(folder.resolve("tools"));
        for (String tool : List.of("sh", "readlink", "stat", "sed")) {
            program(tools.resolve(tool), "PATH=/usr/bin:/bin exec " + tool + " \"$@\"");
        }
    }

    private CommandProcess version(Path launcher, Map<String, String> environment) throws Exception {
        return CommandProcess.run(folder, environment, List.of(launcher.toString(), "--version"));
    }

    private static void assertSays(CommandProcess command, String sentence) {
        assertThat(command.err()).startsWith("handoff-client: starting: ").contains(sentence);
        assertThat(command.err().lines()).hasSize(1);
        assertThat(command.status()).isEqualTo(ExitStatus.INTERNAL.code());
    }

    private static void program(Path file, String... lines) throws IOException {
        Files.createDirectories(file.getParent());
        Files.deleteIfExists(file);
        Files.writeString(file, "#!/bin/sh\n" + String.join("\n", lines) + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private Path oldJava(String version) throws IOException {
        Path home = folder.resolve("jdk");
        program(home.resolve("bin/java"), "echo 'openjdk version \"" + version + "\" 2019-10-15' >&2");
        return home;
    }

    @Test
    void findsJavaOnThePath() throws Exception {
        String path = Path.of(JAVA_HOME, "bin") + ":" + tools;
        CommandProcess command = version(CommandProcess.LAUNCHER, Map.of("PATH", path));
        assertThat(command.err()).isEmpty();
        assertThat(command.out()).startsWith("handoff-client ");
    }

    @Test
    void isFoundThroughALinkAndFindsItsJarInLib() throws Exception {
        Path bin = Files.createDirectories(folder.resolve("app root/bin"));
        Path lib = Files.createDirectories(folder.resolve("app root/lib"));
        Files.copy(CommandProcess.LAUNCHER, bin.resolve("handoff-client"));
        Files.setPosixFilePermissions(bin.resolve("handoff-client"), PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.copy(CommandProcess.JAR, lib.resolve("handoff-client.jar"));
        Path link = Files.createSymbolicLink(folder.resolve("link"), bin.resolve("handoff-client"));
        CommandProcess command = version(link, Map.of("JAVA_HOME", JAVA_HOME));
        assertThat(command.err()).isEmpty();
        assertThat(command.out()).startsWith("handoff-client ");
        Files.delete(lib.resolve("handoff-client.jar"));
        assertSays(version(link, Map.of("JAVA_HOME", JAVA_HOME)), "was it built");
    }

    @Test
    void saysThatThereIsNoJava() throws Exception {
        assertSays(version(CommandProcess.LAUNCHER, Map.of("PATH", tools.toString())), "there is no java on the PATH");
        assertSays(
                version(CommandProcess.LAUNCHER, Map.of("JAVA_HOME", "/nowhere")),
                "JAVA_HOME is /nowhere, and there is no bin/java in it");
    }

    @Test
    void saysThatJavaIsTooOld() throws Exception {
        for (String version : List.of("1.8.0_302", "11.0.2", "16")) {
            Path home = oldJava(version);
            assertSays(
                    version(CommandProcess.LAUNCHER, Map.of("JAVA_HOME", home.toString())),
                    "is version " + version + "; version 17 or later is needed");
            Files.writeString(home.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"" + version + "\"\n");
            assertSays(
                    version(CommandProcess.LAUNCHER, Map.of("JAVA_HOME", home.toString())),
                    "is version " + version + "; version 17 or later is needed");
            Files.delete(home.resolve("release"));
        }
    }

    @Test
    void saysThatItIsNotLinux() throws Exception {
        String java = Path.of(JAVA_HOME, "bin", "java").toString();
        CommandProcess command = CommandProcess.run(
                folder,
                Map.of(),
                List.of(java, "-Dos.name=Plan9", "-jar", CommandProcess.JAR.toString(), "status", "--control", "x"));
        assertSays(command, "descriptors are passed on Linux only, and this is Plan9");
    }

    @Test
    void saysThatTheNativeLibraryCantBeLoaded() throws Exception {
        String java = Path.of(JAVA_HOME, "bin", "java").toString();
        CommandProcess command = CommandProcess.run(
                folder,
                Map.of(),
                List.of(
                        java,
                        "-Djffi.extract.dir=/nowhere",
                        "-jar",
                        CommandProcess.JAR.toString(),
                        "status",
                        "--control",
                        folder.resolve("none").toString()));
        assertThat(command.err())
                .startsWith("handoff-client: ")
                .contains("can't be loaded")
                .contains("/nowhere");
        assertThat(command.status()).isEqualTo(ExitStatus.INTERNAL.code());
    }
}
