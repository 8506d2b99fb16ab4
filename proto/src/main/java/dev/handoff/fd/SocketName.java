package dev.handoff.fd;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * The address a socket is bound to, byte for byte as getsockname(2) tells it: an IPv4 address mapped into IPv6 stays
 * mapped, a path keeps its bytes.
 */
public final class SocketName {
    private final Family family;
    private final byte[] bytes;
    private final int port;
    private final int scope;

    private SocketName(Family family, byte[] bytes, int port, int scope) {
        this.family = family;
        this.bytes = bytes;
        this.port = port;
        this.scope = scope;
    }

    /**
     * An internet address.
     *
     * @param ip 4 bytes or 16, network order
     * @throws IllegalArgumentException if the length or the port is wrong
     */
    public static SocketName inet(byte[] ip, int port, int scope) {
        if ((ip.length != 4 && ip.length != 16) || port < 0 || port > 65535) {
            throw new IllegalArgumentException(ip.length + " bytes of address, port " + port);
        }
        return new SocketName(ip.length == 4 ? Family.INET : Family.INET6, ip.clone(), port, scope);
    }

    /** A path, or none (an unnamed socket) when {@code path} is empty; an abstract name starts with a zero byte. */
    public static SocketName unix(byte[] path) {
        return new SocketName(Family.UNIX, path.clone(), 0, 0);
    }

    public Family family() {
        return family;
    }

    /** The IP address, or the path's bytes. */
    public byte[] bytes() {
        return bytes.clone();
    }

    /** 0 for a Unix socket. */
    public int port() {
        return port;
    }

    /** The IPv6 scope, 0 for none. */
    public int scope() {
        return scope;
    }

    /**
     * The address as the JDK has it, a mapped one as IPv4.
     *
     * @throws IllegalStateException for a Unix socket
     */
    public InetSocketAddress inetSocketAddress() {
        return new InetSocketAddress(ip(), port);
    }

    /**
     * The path.
     *
     * @throws IllegalStateException for an internet socket, or a Unix socket without a path
     */
    public Path path() {
        if (!hasPath()) {
            throw new IllegalStateException(this + " has no path");
        }
        return Path.of(UnixPath.text(bytes));
    }

    /** Is it a Unix socket's, and a file's: neither unnamed nor abstract? */
    public boolean hasPath() {
        return family == Family.UNIX && bytes.length > 0 && bytes[0] != 0;
    }

    static SocketName ofLocal(int fd) throws IOException {
        return Sockaddr.ofLocal(fd);
    }

    private InetAddress ip() {
        if (family == Family.UNIX) {
            throw new IllegalStateException(this + " has no IP address");
        }
        try {
            InetAddress plain = InetAddress.getByAddress(bytes);
            return scope != 0 && plain instanceof Inet6Address ? Inet6Address.getByAddress(null, bytes, scope) : plain;
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SocketName that
                && family == that.family
                && port == that.port
                && scope == that.scope
                && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(bytes) + port;
    }

    /** {@code 127.0.0.1:80}, {@code [::]:80}, {@code unix:/run/app.sock}, {@code unix:@abstract}. */
    @Override
    public String toString() {
        if (family == Family.UNIX) {
            return "unix:" + UnixPath.text(bytes).replace('\0', '@');
        }
        InetAddress ip = ip();
        if (!(ip instanceof Inet6Address)) {
            return ip.getHostAddress() + ":" + port;
        }
        String host = ip.isAnyLocalAddress() ? "::" : ip.isLoopbackAddress() ? "::1" : ip.getHostAddress();
        return "[" + host + "]:" + port;
    }
}
