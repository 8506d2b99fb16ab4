package dev.handoff.supervisors;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** podman, with images and containers of its own in a folder. It asks no registry: its one base image is out of this machine. Root only. */
final class Podman implements AutoCloseable {
    /** As the packaged Dockerfile calls it. */
    private static final String BASE = "localhost/eclipse-temurin:25-jre";

    // The pod's own container is one that sleeps. Limits are named, since not every machine may raise them to podman's.
    private static final String SETTINGS = """
            [engine]
            infra_image = "%s"
            [containers]
            default_ulimits = ["nofile=4096:4096", "nproc=4096:4096"]
            """.formatted(BASE);

    private final Path folder;

    private Podman(Path folder) {
        this.folder = folder;
    }

    /** With the base image, which takes some ten seconds to make. */
    static Podman in(Path folder) throws IOException, InterruptedException {
        Podman podman = new Podman(folder);
        Files.writeString(folder.resolve("containers.conf"), SETTINGS);
        Path root = Files.createDirectory(folder.resolve("rootfs"));
        Command.run(List.of(
                        "env",
                        "JAVA_HOME=" + System.getProperty("java.home"),
                        "sh",
                        Path.of("src/test/resources/rootfs.sh").toRealPath().toString(),
                        root.toString()))
                .orThrow();
        Path archive = folder.resolve("rootfs.tar");
        Command.run(List.of("tar", "-C", root.toString(), "-cf", archive.toString(), "."))
                .orThrow();
        podman.run(
                "import",
                "--change=ENV JAVA_HOME=/opt/java/openjdk",
                "--change=ENV PATH=/opt/java/openjdk/bin:/usr/bin:/bin",
                "--change=CMD [\"/bin/sleep\", \"1000000\"]",
                archive.toString(),
                BASE);
        return podman;
    }

    /** What it says to these words, which it must understand. */
    String run(String... words) throws IOException, InterruptedException {
        return tried(words).orThrow();
    }

    private Command.Outcome tried(String... words) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of(
                "env",
                "CONTAINERS_CONF=" + folder.resolve("containers.conf"),
                "podman",
                "--root=" + folder.resolve("storage"),
                "--runroot=" + folder.resolve("run"),
                "--tmpdir=" + folder.resolve("tmp"),
                "--storage-driver=overlay",
                "--cgroup-manager=cgroupfs",
                "--runtime=runc",
                "--events-backend=file"));
        all.addAll(List.of(words));
        return Command.run(all);
    }

    /** What a container has said. */
    String said(String container) throws IOException, InterruptedException {
        return run("logs", container);
    }

    /** A container's process 1, as this machine numbers it. */
    long pid(String container) throws IOException, InterruptedException {
        return Long.parseLong(run("inspect", "--format={{.State.Pid}}", container));
    }

    @Override
    public void close() throws IOException, InterruptedException {
        tried("pod", "rm", "--all", "--force", "--time=1");
        // It mounts that on itself, and leaves it so.
        Command.run(
                List.of("umount", "--lazy", folder.resolve("storage/overlay").toString()));
    }
}
