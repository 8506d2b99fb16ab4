package dev.handoff;

import dev.handoff.fd.Errno;
import dev.handoff.fd.ErrnoException;
import dev.handoff.fd.Family;
import dev.handoff.fd.OwnedFd;
import dev.handoff.fd.SocketName;
import dev.handoff.fd.Sockets;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where to listen when there is no predecessor, and whether what a predecessor granted is the same place.
 *
 * <p>As text: {@code 127.0.0.1:8080}, {@code 0.0.0.0:8080} (IPv4 only), {@code [::]:8080} (both), {@code unix:/run/app.sock}.
 * From an {@link InetSocketAddress}, a socket as the JDK would make it: dual-stack where the machine has IPv6.
 */
sealed interface ListenAddress {
    /** What listen(2) is asked for; the kernel caps it at net.core.somaxconn. */
    int BACKLOG = 4096;

    /** Binds and listens. */
    OwnedFd bind() throws IOException;

    /** Is {@code name} this address? A port of 0 is every port. */
    boolean matches(SocketName name);

    /** Reads the text form. */
    static ListenAddress parse(String text) {
        if (text.startsWith("unix:")) {
            return new Unix(Path.of(text.substring("unix:".length())).toAbsolutePath());
        }
        int colon = text.lastIndexOf(':');
        try {
            int port = Integer.parseInt(text.substring(colon + 1));
            String host = text.substring(0, Math.max(colon, 0));
            if (host.isEmpty()) {
                return of(new InetSocketAddress(port));
            }
            InetAddress ip = InetAddress.getByName(host);
            return new Inet(ip instanceof Inet6Address ? Family.INET6 : Family.INET, new InetSocketAddress(ip, port));
        } catch (UnknownHostException | IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "not an address to listen on: \"" + text + "\" (HOST:PORT, [IPV6]:PORT or unix:PATH)", e);
        }
    }

    /** As the JDK would bind it. */
    static ListenAddress of(InetSocketAddress address) {
        if (address.isUnresolved()) {
            throw new IllegalArgumentException("unknown host: " + address.getHostString());
        }
        return new Inet(Family.INET6, address);
    }

    /** A TCP address. */
    record Inet(Family family, InetSocketAddress address) implements ListenAddress {
        @Override
        public OwnedFd bind() throws IOException {
            try {
                return Sockets.listenTcp(family, address, BACKLOG);
            } catch (ErrnoException e) {
                boolean isIpv4 = !(address.getAddress() instanceof Inet6Address);
                if (family == Family.INET6 && isIpv4 && e.is(Errno.EAFNOSUPPORT, Errno.EADDRNOTAVAIL)) {
                    return Sockets.listenTcp(Family.INET, address, BACKLOG);
                }
                throw e;
            }
        }

        @Override
        public boolean matches(SocketName name) {
            if (name.family() == Family.UNIX) {
                return false;
            }
            InetSocketAddress found = name.inetSocketAddress();
            boolean isSamePort = address.getPort() == 0 || address.getPort() == found.getPort();
            boolean isSameHost = address.getAddress().isAnyLocalAddress()
                    ? found.getAddress().isAnyLocalAddress()
                    : address.getAddress().equals(found.getAddress());
            return isSamePort && isSameHost;
        }

        @Override
        public String toString() {
            return address.toString();
        }
    }

    /** A Unix path. A socket that nobody answers at is replaced; anything else at the path is not. */
    record Unix(Path path) implements ListenAddress {
        @Override
        public OwnedFd bind() throws IOException {
            try {
                return Sockets.listenUnix(path, BACKLOG);
            } catch (ErrnoException e) {
                if (!e.is(Errno.EADDRINUSE)
                        || !dev.handoff.client.ControlDirectory.hasSocket(path)
                        || Sockets.answersAt(path)) {
                    throw e;
                }
                Files.delete(path);
                return Sockets.listenUnix(path, BACKLOG);
            }
        }

        @Override
        public boolean matches(SocketName name) {
            return name.hasPath() && name.path().equals(path);
        }

        @Override
        public String toString() {
            return "unix:" + path;
        }
    }
}
