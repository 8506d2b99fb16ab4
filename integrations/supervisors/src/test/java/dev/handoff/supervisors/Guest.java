package dev.handoff.supervisors;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A machine of its own, but for the kernel: a real systemd as process 1, with its own pids, network and mounts, over a copy of
 * this machine's root that is thrown away. Takes some 3 s to boot.
 */
final class Guest implements AutoCloseable {
    private static final List<String> NEEDED = List.of("systemd-nspawn", "systemctl", "nsenter", "mount", "setpriv");
    private static final Duration BOOT = Duration.ofMinutes(2);
    private static final Duration POWER_OFF = Duration.ofMinutes(1);
    private static final AtomicInteger COUNT = new AtomicInteger();

    private final OverlayRoot root;
    private final Process nspawn;
    private final Path console;

    private Guest(OverlayRoot root, Process nspawn, Path console) {
        this.root = root;
        this.nspawn = nspawn;
        this.console = console;
    }

    /** Boots one, or says why the test is skipped. */
    static Guest boot() throws IOException, InterruptedException {
        assumeTrue("root".equals(System.getProperty("user.name")), "not root: no guest can be booted");
        for (String program : NEEDED) {
            assumeTrue(Command.isInstalled(program), program + " is not installed (Debian: systemd systemd-container)");
        }
        OverlayRoot root = OverlayRoot.mount();
        try {
            Guest guest = new Guest(root, spawn(root), root.path().resolve("console.log"));
            guest.awaitBooted();
            return guest;
        } catch (IOException | RuntimeException e) {
            root.close();
            throw e;
        }
    }

    private static Process spawn(OverlayRoot root) throws IOException {
        Path system = root.path().resolve("etc/systemd/system");
        Files.writeString(
                system.resolve("guest.target"), "[Unit]\nRequires=basic.target\nAfter=basic.target dbus.socket\n");
        List<String> words = List.of(
                "systemd-nspawn",
                "--quiet",
                "--machine=handoff-" + ProcessHandle.current().pid() + "-" + COUNT.incrementAndGet(),
                "--directory=" + root.path(),
                "--boot",
                "--register=no",
                // Without it the guest has no system bus.
                "--keep-unit",
                "--private-network",
                "systemd.unit=guest.target");
        return new ProcessBuilder(words)
                .redirectErrorStream(true)
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(root.path().resolve("console.log").toFile())
                .start();
    }

    private void awaitBooted() {
        await("guest.target; its console: " + console)
                .atMost(BOOT)
                .pollInterval(Duration.ofMillis(200))
                .until(() -> nspawn.isAlive()
                        && nspawn.children().findFirst().isPresent()
                        && run("systemctl", "is-active", "--quiet", "guest.target")
                                        .status()
                                == 0);
    }

    /** Its process 1, as this machine numbers it. */
    long leader() {
        return nspawn.children()
                .findFirst()
                .orElseThrow(() -> new AssertionError("the guest has ended"))
                .pid();
    }

    /** Runs a command in it, as its root. */
    Command.Outcome run(String... words) throws IOException, InterruptedException {
        return Command.run(within(words));
    }

    /** The words that run a command in it. */
    List<String> within(String... words) {
        List<String> all = new ArrayList<>(List.of("nsenter", "--target=" + leader(), "--all", "--root", "--wdns=/"));
        all.addAll(List.of(words));
        return all;
    }

    /** What systemd there says of a unit. */
    String property(String unit, String name) throws IOException, InterruptedException {
        return run("systemctl", "show", "--value", "--property=" + name, unit).orThrow();
    }

    /** Everything that a unit has logged. */
    String log(String unit) throws IOException, InterruptedException {
        return run("journalctl", "--no-pager", "--output=short-full", "--unit=" + unit)
                .orThrow();
    }

    /** A file in it, for us. */
    Path file(String path) {
        return root.path().resolve(path.substring(1));
    }

    /** Writes a file there, and the folders above it. */
    void write(String path, String text) throws IOException {
        Files.createDirectories(file(path).getParent());
        Files.writeString(file(path), text, StandardCharsets.UTF_8);
    }

    /** Puts a file of this machine there. */
    void install(Path source, String path, String mode) throws IOException {
        Files.createDirectories(file(path).getParent());
        Files.copy(source, file(path));
        Files.setPosixFilePermissions(file(path), PosixFilePermissions.fromString(mode));
    }

    @Override
    public void close() throws IOException, InterruptedException {
        if (nspawn.isAlive()) {
            Command.run(within("systemctl", "--no-block", "poweroff"));
        }
        // Never by force: that would leave the guest behind, without a keeper.
        if (!nspawn.waitFor(POWER_OFF.toSeconds(), TimeUnit.SECONDS)) {
            nspawn.destroy();
            nspawn.waitFor(POWER_OFF.toSeconds(), TimeUnit.SECONDS);
        }
        root.close();
    }
}
