package dev.handoff.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** The command as it is installed, with this module's jar beside its own or without it. */
final class Installed {
    private static final Path FOLDER = Path.of("target/command").toAbsolutePath();
    private static final Path MODULE = FOLDER.resolve("lib/handoff-s3.jar");

    private Installed() {}

    /** At the place that the property {@code handoff.launcher} names. */
    static void withModule() throws IOException {
        withoutModule();
        copy(Path.of("target/handoff-s3.jar"), MODULE);
    }

    static void withoutModule() throws IOException {
        Path server = Path.of("../../handoff-server");
        Files.createDirectories(FOLDER.resolve("bin"));
        Files.createDirectories(FOLDER.resolve("lib"));
        copy(server.resolve("bin/handoff-server"), FOLDER.resolve("bin/handoff-server"));
        copy(server.resolve("target/handoff-server.jar"), FOLDER.resolve("lib/handoff-server.jar"));
        Files.deleteIfExists(MODULE);
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
    }
}
