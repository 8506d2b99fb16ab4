package dev.handoff.conformance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.jar.JarFile;
import java.util.jar.Manifest;

/**
 * A server that the script is played with.
 *
 * @param label how the command and the table call it
 * @param folder below {@code servers}, where its executable jar is built
 * @param jdk the oldest JDK that it runs on
 * @param wayIn whose bind it is that the agent sees
 * @param speaks what its clients do
 * @param jvm flags for its JVM
 */
record Subject(String label, String folder, int jdk, String wayIn, Protocol speaks, List<String> jvm) {

    private static final String NIO = "NIO channel";
    private static final String SOCKET = "ServerSocket";
    private static final String EPOLL = "Netty epoll";

    /** By priority: the first are those that most people run. */
    static List<Subject> all() {
        return List.of(
                plain("spring-boot-4"),
                plain("jdk-http"),
                plain("jetty-12"),
                plain("undertow-2.3"),
                new Subject("netty-4.2-nio", "netty-4.2", 17, NIO, Protocol.HTTP, List.of("-Dtransport=nio")),
                new Subject("netty-4.2-epoll", "netty-4.2", 17, EPOLL, Protocol.HTTP, List.of("-Dtransport=epoll")),
                new Subject("spring-webflux-4", "spring-webflux-4", 17, EPOLL, Protocol.HTTP, List.of()),
                plain("vertx-5"),
                new Subject("grpc", "grpc", 17, EPOLL + ", shaded", Protocol.GRPC, List.of()),
                plain("spring-boot-3.5"),
                new Subject("helidon-4", "helidon-4", 21, SOCKET, Protocol.HTTP, List.of()),
                new Subject("netty-4.1-nio", "netty-4.1", 17, NIO, Protocol.HTTP, List.of("-Dtransport=nio")),
                new Subject("netty-4.1-epoll", "netty-4.1", 17, EPOLL, Protocol.HTTP, List.of("-Dtransport=epoll")),
                new Subject("server-socket", "server-socket", 17, SOCKET, Protocol.HTTP, List.of()));
    }

    private static Subject plain(String label) {
        return new Subject(label, label, 17, NIO, Protocol.HTTP, List.of());
    }

    Path jar(Path servers) {
        return servers.resolve(folder).resolve("target").resolve("server.jar");
    }

    /** Why it can't be played here; empty if it can. */
    Optional<String> missing(Path servers) {
        if (Runtime.version().feature() < jdk) {
            return Optional.of("needs JDK " + jdk);
        }
        return Files.exists(jar(servers)) ? Optional.empty() : Optional.of("not built: " + jar(servers));
    }

    /** The version of the server itself, as its jar's manifest tells. */
    String version(Path servers) throws IOException {
        try (JarFile file = new JarFile(jar(servers).toFile())) {
            Manifest manifest = file.getManifest();
            String boot = manifest.getMainAttributes().getValue("Spring-Boot-Version");
            String own = manifest.getMainAttributes().getValue("Server-Version");
            return boot != null ? boot : String.valueOf(own);
        }
    }
}
