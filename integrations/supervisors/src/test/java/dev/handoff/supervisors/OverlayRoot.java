package dev.handoff.supervisors;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A writable copy of this machine's root, the JDK included, that is thrown away: an overlay on a tmpfs. It stands in for an
 * image. Root only.
 */
final class OverlayRoot implements AutoCloseable {
    private final Path folder;

    private OverlayRoot(Path folder) {
        this.folder = folder;
    }

    static OverlayRoot mount() throws IOException, InterruptedException {
        OverlayRoot overlay = new OverlayRoot(Files.createTempDirectory("handoff-root"));
        Path folder = overlay.folder;
        Command.run(List.of("mount", "-t", "tmpfs", "-o", "size=512m", "handoff-root", folder.toString()))
                .orThrow();
        for (String each : List.of("upper", "work", "merged")) {
            Files.createDirectory(folder.resolve(each));
        }
        String layers = "lowerdir=/,upperdir=" + folder.resolve("upper") + ",workdir=" + folder.resolve("work");
        Command.run(List.of(
                        "mount",
                        "-t",
                        "overlay",
                        "handoff-root",
                        "-o",
                        layers,
                        overlay.path().toString()))
                .orThrow();
        return overlay;
    }

    /** Its root, as this machine sees it. */
    Path path() {
        return folder.resolve("merged");
    }

    @Override
    public void close() throws IOException {
        try {
            // Whatever still runs in there keeps its files; nobody else finds them any more.
            Command.run(List.of("umount", "--lazy", path().toString())).orThrow();
            Command.run(List.of("umount", "--lazy", folder.toString())).orThrow();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Files.delete(folder);
    }
}
