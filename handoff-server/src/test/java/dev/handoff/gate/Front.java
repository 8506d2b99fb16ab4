package dev.handoff.gate;

import dev.handoff.fd.Family;
import dev.handoff.fd.OwnedFd;
import dev.handoff.fd.SocketFacts;
import dev.handoff.fd.Sockets;
import dev.handoff.wire.NamedListener;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;

/** A shared listener of one family on loopback, and the address at which clients find it. */
record Front(NamedListener listener, SocketAddress address) implements AutoCloseable {
    static Front of(Family family) throws IOException {
        if (family == Family.UNIX) {
            Path path = Files.createTempDirectory("front-").resolve("socket");
            return new Front(named(Sockets.listenUnix(path, 512)), UnixDomainSocketAddress.of(path));
        }
        String host = family == Family.INET ? "127.0.0.1" : "0.0.0.0";
        OwnedFd fd = Sockets.listenTcp(family, new InetSocketAddress(host, 0), 512);
        int port = SocketFacts.of(fd).name().port();
        return new Front(named(fd), new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    }

    private static NamedListener named(OwnedFd fd) throws IOException {
        return NamedListener.of("http", 512, fd);
    }

    /** True if {@code local}, of an accepted connection, is this listener's. */
    boolean isLocal(SocketAddress local) {
        if (local instanceof InetSocketAddress inet && address instanceof InetSocketAddress own) {
            return inet.getPort() == own.getPort();
        }
        return address.equals(local);
    }

    @Override
    public void close() throws IOException {
        listener.close();
        if (address instanceof UnixDomainSocketAddress unix) {
            Path path = unix.getPath();
            Files.deleteIfExists(path);
            Files.deleteIfExists(path.getParent());
        }
    }
}
