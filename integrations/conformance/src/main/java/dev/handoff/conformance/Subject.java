package dev.handoff.conformance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.jar.JarFile;
import java.util.jar.Manifest;

/**
 * A server that the script is played with.
 *
 * @param label how the command and the table call it
 * @param folder below {@code servers}, where its executable jar is built
 * @param jdk the oldest JDK that it runs on
 * @param wayIn whose bind it is that the agent sees
 * @param protocol what its clients speak
 * @param extras what they may speak besides
 * @param jvm flags for its JVM
 */
record Subject(
        String label, String folder, int jdk, String wayIn, Protocol protocol, Set<Extra> extras, List<String> jvm) {

    private static final String NIO = "NIO channel";
    private static final String SOCKET = "ServerSocket";
    private static final String EPOLL = "Netty epoll";
    private static final Set<Extra> EXTRAS = Set.of(Extra.values());
    private static final Set<String> REPRESENTATIVES =
            Set.of("spring-boot-4", "netty-4.2-epoll", "grpc", "server-socket");

    /** By priority: the first are those that most people run. */
    static List<Subject> all() {
        return List.of(
                plain("spring-boot-4", NIO),
                plain("spring-boot-3.5", NIO),
                plain("spring-webflux-4", EPOLL),
                plain("tomcat-11", NIO),
                plain("jetty-12", NIO),
                plain("undertow-2.3", NIO),
                netty("4.2", "nio", NIO),
                netty("4.2", "epoll", EPOLL),
                netty("4.1", "nio", NIO),
                netty("4.1", "epoll", EPOLL),
                plain("vertx-5", NIO),
                new Subject("grpc", "grpc", 17, EPOLL + ", shaded", Protocol.GRPC, Set.of(), List.of()),
                new Subject("helidon-4", "helidon-4", 21, SOCKET, Protocol.HTTP, EXTRAS, List.of()),
                new Subject("jdk-http", "jdk-http", 17, NIO, Protocol.HTTP, Set.of(), List.of()),
                new Subject("server-socket", "server-socket", 17, SOCKET, Protocol.HTTP, Set.of(), List.of()));
    }

    private static Subject plain(String label, String wayIn) {
        return new Subject(label, label, 17, wayIn, Protocol.HTTP, EXTRAS, List.of());
    }

    private static Subject netty(String version, String transport, String wayIn) {
        String folder = "netty-" + version;
        return new Subject(
                folder + "-" + transport,
                folder,
                17,
                wayIn,
                Protocol.HTTP,
                EXTRAS,
                List.of("-Dtransport=" + transport));
    }

    boolean speaks(Extra extra) {
        return extras.contains(extra);
    }

    /** Whether it is one of a few that stand for all. */
    boolean isRepresentative() {
        return REPRESENTATIVES.contains(label);
    }

    Path jar(Path servers) {
        return servers.resolve(folder).resolve("target").resolve("server.jar");
    }

    /** Why it can't be played here; empty if it can. */
    Optional<String> hindrance(Path servers) {
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
