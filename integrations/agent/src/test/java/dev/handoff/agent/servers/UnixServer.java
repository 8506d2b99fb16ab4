package dev.handoff.agent.servers;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/** A hand-written server at a path, which it deletes before it binds and when it stops, as such servers do. */
public final class UnixServer {
    private UnixServer() {}

    public static void main(String[] paths) throws Exception {
        Path path = Path.of(paths[0]);
        Files.deleteIfExists(path);
        ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        listener.bind(UnixDomainSocketAddress.of(path));
        Runtime.getRuntime().addShutdownHook(new Thread(() -> path.toFile().delete()));
        System.out.println("listening at " + listener.getLocalAddress());
        while (true) {
            SocketChannel connection = listener.accept();
            new Thread(() -> serve(connection)).start();
        }
    }

    private static void serve(SocketChannel connection) {
        try {
            PlainSocket.serve(connection, Channels.newInputStream(connection), Channels.newOutputStream(connection));
        } catch (IOException | InterruptedException e) {
            System.err.println(e);
        }
    }
}
