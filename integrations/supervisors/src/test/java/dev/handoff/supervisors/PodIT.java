package dev.handoff.supervisors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** packaging/kubernetes/pod.yaml, with images by packaging/container/Dockerfile, as podman plays it. */
@Timeout(400)
class PodIT {
    private static final Path PACKAGING = Path.of("../../packaging");
    private static final String PROGRAM = "\"/bin/sh\", \"-c\", \"exec python3 /srv/app.jar $RELEASE-$PLACE\"";
    private static final int PORT = 8080;
    private static final int UPGRADES = 2;

    @TempDir
    Path folder;

    @BeforeEach
    void podsCanBePlayed() {
        assumeTrue("root".equals(System.getProperty("user.name")), "not root: no pod is played");
        for (String program : List.of("podman", "runc", "python3", "nsenter", "ldd")) {
            assumeTrue(Command.isInstalled(program), program + " is not installed");
        }
    }

    /** What the Dockerfile copies; the program is Python's, under the name that it expects. */
    private Path context() throws IOException {
        Path context = folder.resolve("context");
        for (String each : List.of("handoff-server", "handoff-client")) {
            Path module = Path.of("../..", each);
            Files.createDirectories(context.resolve("handoff/bin"));
            Files.createDirectories(context.resolve("handoff/lib"));
            Files.copy(
                    module.resolve("bin").resolve(each),
                    context.resolve("handoff/bin").resolve(each));
            String jar = each + ".jar";
            Files.copy(
                    module.resolve("target").resolve(jar),
                    context.resolve("handoff/lib").resolve(jar));
        }
        return context;
    }

    private void build(Podman podman, Path context, int release) throws IOException, InterruptedException {
        try (InputStream program = Objects.requireNonNull(PodIT.class.getResourceAsStream("/app.py"))) {
            // Releases differ: podman keeps a layer whatever the arguments of the build are.
            String text = new String(program.readAllBytes(), StandardCharsets.UTF_8) + "# release " + release + "\n";
            Files.writeString(context.resolve("app.jar"), text);
        }
        podman.run(
                "build",
                "--network=none",
                "--build-arg=RELEASE=" + release,
                "--tag=app:" + release,
                "--file=" + PACKAGING.resolve("container/Dockerfile"),
                context.toString());
    }

    /** The pod as it is packaged, but for the program; and its folder as the kubelet makes it, for everybody to write to. */
    private void play(Podman podman) throws IOException, InterruptedException {
        podman.run("volume", "create", "handoff");
        Path volume = Path.of(podman.run("volume", "inspect", "--format={{.Mountpoint}}", "handoff"));
        Files.setPosixFilePermissions(volume, PosixFilePermissions.fromString("rwxrwxrwx"));
        String packaged = Files.readString(PACKAGING.resolve("kubernetes/pod.yaml"));
        assertThat(packaged).contains("\"java\", \"-jar\", \"/srv/app.jar\"");
        Path pod = Files.writeString(
                folder.resolve("pod.yaml"), packaged.replace("\"java\", \"-jar\", \"/srv/app.jar\"", PROGRAM));
        podman.run("kube", "play", "--network=none", pod.toString());
    }

    /** As the kubelet does when a container's image is another: that container alone is made anew. */
    private static void setImage(Podman podman, String place, int release) throws IOException, InterruptedException {
        podman.run("rm", "--force", "app-" + place);
        podman.run(
                "run",
                "--detach",
                "--pod=app",
                "--name=app-" + place,
                "--restart=always",
                "--volume=handoff:/run/handoff",
                "--env=PLACE=" + place,
                "app:" + release,
                "/bin/sh",
                "-c",
                "exec python3 /srv/app.jar $RELEASE-$PLACE");
    }

    private static void awaitStandingBy(Podman podman, String place) {
        await(place + " stands by").atMost(Installation.LONG).until(() -> isStandingBy(podman, place));
    }

    private static boolean isStandingBy(Podman podman, String place) throws IOException, InterruptedException {
        return podman.said("app-" + place).contains("it stands by until");
    }

    @Test
    void aPlaceThatGetsItsNextImageTakesOverAndThePodStays() throws Exception {
        try (Podman podman = Podman.in(folder)) {
            Path context = context();
            for (int release = 1; release <= UPGRADES + 1; release++) {
                build(podman, context, release);
            }
            play(podman);
            // They start at once: the second takes over from the first, which is started again and stands by.
            await("one of them stands by")
                    .atMost(Installation.LONG)
                    .until(() -> isStandingBy(podman, "blue") || isStandingBy(podman, "green"));
            String standing = isStandingBy(podman, "blue") ? "blue" : "green";
            String infra = podman.run("pod", "inspect", "--format={{.InfraContainerID}}", "app");
            try (NetworkLoad load = NetworkLoad.inNetworkOf(podman.pid(infra), PORT)) {
                String serving = standing.equals("blue") ? "green" : "blue";
                load.awaitRelease("1-" + serving);
                for (int release = 2; release <= UPGRADES + 1; release++) {
                    setImage(podman, standing, release);
                    load.awaitRelease(release + "-" + standing);
                    awaitStandingBy(podman, serving);
                    String other = serving;
                    serving = standing;
                    standing = other;
                }
                NetworkLoad.Result result = load.stop();
                System.out.println("a pod, " + UPGRADES + " upgrades: " + result.text());
                assertThat(result.failed()).as(result.text()).isZero();
                assertThat(podman.run("ps", "--format={{.Names}}").lines()).contains("app-blue", "app-green");
            }
            podman.run("kube", "down", folder.resolve("pod.yaml").toString());
            assertThat(podman.run("ps", "--all", "--quiet")).isEmpty();
        }
    }
}
