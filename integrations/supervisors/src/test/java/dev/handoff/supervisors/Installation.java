package dev.handoff.supervisors;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A service as it is installed: releases in folders of their own, a link to the present one, a private folder to meet in. */
final class Installation {
    static final Duration LONG = Duration.ofSeconds(90);
    /** The commands as they are packaged. */
    static final Path SERVER = Path.of("../../handoff-server/bin/handoff-server");

    private static final Pattern RELEASE = Pattern.compile("\"release\":\"([^\"]*)\"");

    private final Path folder;
    private final InetSocketAddress address;

    private Installation(Path folder, InetSocketAddress address) {
        this.folder = folder;
        this.address = address;
    }

    /** In a temporary folder, at a port that is free now. */
    static Installation in(Path folder) throws IOException {
        Files.createDirectory(
                folder.resolve("run"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        try (InputStream program = Installation.class.getResourceAsStream("/app.py")) {
            Files.copy(Objects.requireNonNull(program), folder.resolve("app.py"));
        }
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return new Installation(folder, new InetSocketAddress(free.getInetAddress(), free.getLocalPort()));
        }
    }

    InetSocketAddress address() {
        return address;
    }

    Path control() {
        return folder.resolve("run/control.sock");
    }

    /** Makes it that of another user of this machine, who sees of the rest what everybody does. */
    void belongTo(int uid) throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.setAttribute(folder.resolve("run"), "unix:uid", uid);
        Files.setAttribute(folder.resolve("run"), "unix:gid", uid);
    }

    /** The program of a release. */
    Path program(String release) {
        return folder.resolve(release).resolve("bin/app");
    }

    /** Installs a release and makes it the present one. */
    void install(String release) throws IOException {
        Files.createDirectories(folder.resolve(release).resolve("bin"));
        Path app = Files.writeString(
                program(release), "#!/bin/sh\nexec python3 " + folder.resolve("app.py") + " " + release + "\n");
        Files.setPosixFilePermissions(app, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path link = folder.resolve("next");
        Files.createSymbolicLink(link, Path.of(release));
        Files.move(link, folder.resolve("current"), StandardCopyOption.ATOMIC_MOVE);
    }

    /** What a packaged file says, with this service's paths and address in place of the packaged ones. */
    String adapted(Path packaged) throws IOException {
        return Files.readString(packaged, UTF_8)
                .replace("/opt/handoff/bin/handoff-server", SERVER.toRealPath().toString())
                .replace("/run/app", folder.resolve("run").toString())
                .replace("/srv/app", folder.toString())
                .replace("/var/log", folder.toString())
                .replace("0.0.0.0:8080", address.getHostString() + ":" + address.getPort());
    }

    /** The release that answers; empty if none does. */
    String answer() {
        try (Socket socket = new Socket(address.getAddress(), address.getPort())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write("GET / HTTP/1.0\r\n\r\n".getBytes(UTF_8));
            String answer = new String(socket.getInputStream().readAllBytes(), UTF_8);
            Matcher said = RELEASE.matcher(answer);
            return said.find() ? said.group(1) : "";
        } catch (IOException nobody) {
            return "";
        }
    }

    /** Until this release has answered ten times in a row: the one before it has drained. */
    void awaitOnly(String release) {
        await(release).atMost(LONG).until(() -> {
            for (int i = 0; i < 10; i++) {
                if (!answer().equals(release)) {
                    return false;
                }
            }
            return true;
        });
    }
}
