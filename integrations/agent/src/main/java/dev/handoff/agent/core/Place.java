package dev.handoff.agent.core;

import dev.handoff.fd.Family;
import dev.handoff.fd.SocketName;
import dev.handoff.wire.NamedListener;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;

/**
 * A listener's name and where it is bound.
 *
 * @param address an internet address, port 0 for any; or the path of a Unix socket
 */
record Place(String name, SocketAddress address) {
    private static final String UNIX = "unix:";

    Place {
        NamedListener.requireName(name);
    }

    /** Reads {@code NAME@HOST:PORT}, {@code NAME@:PORT} or {@code NAME@unix:PATH}. */
    static Place parse(String text) {
        int at = text.indexOf('@');
        String address = text.substring(at + 1);
        int colon = address.lastIndexOf(':');
        if (at < 1 || colon < 0) {
            throw new IllegalArgumentException(
                    "handoff: listener=" + text + " is not NAME@HOST:PORT, NAME@:PORT or NAME@unix:PATH");
        }
        if (address.startsWith(UNIX)) {
            return new Place(text.substring(0, at), UnixDomainSocketAddress.of(path(address.substring(UNIX.length()))));
        }
        try {
            int port = Integer.parseInt(address.substring(colon + 1));
            String host = address.substring(0, colon);
            return new Place(
                    text.substring(0, at),
                    host.isEmpty() ? new InetSocketAddress(port) : new InetSocketAddress(ip(host), port));
        } catch (IllegalArgumentException | UnknownHostException e) {
            throw new IllegalArgumentException("handoff: listener=" + text + ": " + e.getMessage(), e);
        }
    }

    private static InetAddress ip(String host) throws UnknownHostException {
        return InetAddress.getByName(host);
    }

    private static Path path(String text) {
        return Path.of(text).toAbsolutePath();
    }

    /** A place that nobody named: after its address. */
    static Place named(SocketAddress address) {
        if (address instanceof UnixDomainSocketAddress unix) {
            return new Place(
                    "unix-" + unix.getPath().toAbsolutePath().toString().replaceAll("[^\\x21-\\x7e]|:", "_"),
                    UnixDomainSocketAddress.of(unix.getPath().toAbsolutePath()));
        }
        InetSocketAddress inet = (InetSocketAddress) address;
        InetAddress host = inet.getAddress();
        String prefix = host.isAnyLocalAddress()
                ? "tcp-"
                : "tcp-" + host.getHostAddress().replaceAll("[:%]", "_") + "-";
        return new Place(prefix + inet.getPort(), address);
    }

    /** The same place under another name. */
    Place as(String other) {
        return new Place(other, address);
    }

    /** Any port will do. */
    boolean isAnyPort() {
        return address instanceof InetSocketAddress inet && inet.getPort() == 0;
    }

    /** Is a bind to {@code asked} meant for this place? */
    boolean isAskedBy(SocketAddress asked) {
        if (address instanceof InetSocketAddress here && asked instanceof InetSocketAddress there) {
            return here.getPort() == there.getPort() && isSame(here.getAddress(), there.getAddress());
        }
        return address.equals(
                asked instanceof UnixDomainSocketAddress ? named(asked).address() : asked);
    }

    /** Is a listening socket here? */
    boolean isAt(SocketName socket) {
        if (address instanceof InetSocketAddress here) {
            return socket.family() != Family.UNIX
                    && (here.getPort() == 0 || here.getPort() == socket.port())
                    && isSame(here.getAddress(), socket.inetSocketAddress().getAddress());
        }
        return socket.family() == Family.UNIX
                && socket.bytes().length > 0
                && socket.bytes()[0] != 0
                && address.equals(UnixDomainSocketAddress.of(socket.path()));
    }

    private static boolean isSame(InetAddress one, InetAddress other) {
        return one.isAnyLocalAddress() ? other.isAnyLocalAddress() : one.equals(other);
    }

    /** As {@link dev.handoff.HandoffBuilder#listener(String, String)} reads it. */
    String text() {
        if (address instanceof InetSocketAddress inet) {
            String host = inet.getAddress().getHostAddress();
            return (host.contains(":") ? "[" + host + "]" : host) + ":" + inet.getPort();
        }
        return UNIX + address;
    }
}
