package dev.handoff.agent.core;

import dev.handoff.fd.Family;
import dev.handoff.fd.SocketName;
import dev.handoff.wire.NamedListener;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A listener's name and where it is bound.
 *
 * @param address an internet address, port 0 for any; or a Unix one, whose path is absolute
 */
record Place(String name, SocketAddress address) {
    private static final String UNIX = "unix:";
    /** Netty's own class for a path, under any package that it was moved to; what it says of itself is the path. */
    private static final String NETTY = "netty.channel.unix.DomainSocketAddress";

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
        try {
            return new Place(text.substring(0, at), address.startsWith(UNIX) ? unix(address) : inet(address, colon));
        } catch (IllegalArgumentException | UnknownHostException e) {
            throw new IllegalArgumentException("handoff: listener=" + text + ": " + e.getMessage(), e);
        }
    }

    private static InetSocketAddress inet(String address, int colon) throws UnknownHostException {
        int port = Integer.parseInt(address.substring(colon + 1));
        String host = address.substring(0, colon);
        return host.isEmpty() ? new InetSocketAddress(port) : new InetSocketAddress(InetAddress.getByName(host), port);
    }

    private static UnixDomainSocketAddress unix(String address) {
        Path path = Path.of(address.substring(UNIX.length()));
        if (!path.isAbsolute()) {
            throw new IllegalArgumentException("the path of a Unix listener is to be absolute");
        }
        return UnixDomainSocketAddress.of(path.normalize());
    }

    /** A place that nobody named: after its address. */
    static Place named(InetSocketAddress address) {
        return new Place(NamedListener.nameOf(address), address);
    }

    /**
     * What a bind asks for, if it can be of interest: an internet address, or the path of one of {@code chosen}. A Unix listener
     * that nobody has named is the application's own affair: it may be a private one, of which the next process has another.
     */
    static Optional<SocketAddress> wanted(SocketAddress address, List<Place> chosen) {
        if (address instanceof InetSocketAddress inet) {
            return inet.isUnresolved() ? Optional.empty() : Optional.of(inet);
        }
        return path(address)
                .<SocketAddress>map(
                        path -> UnixDomainSocketAddress.of(path.toAbsolutePath().normalize()))
                .filter(unix -> chosen.stream().anyMatch(place -> place.isAskedBy(unix)));
    }

    private static Optional<Path> path(SocketAddress address) {
        if (address instanceof UnixDomainSocketAddress unix) {
            return Optional.of(unix.getPath());
        }
        try {
            return address.getClass().getName().endsWith(NETTY)
                    ? Optional.of(Path.of(address.toString()))
                    : Optional.empty();
        } catch (InvalidPathException abstractName) {
            return Optional.empty();
        }
    }

    /** The same place under another name. */
    Place as(String other) {
        return new Place(other, address);
    }

    /** Any port will do. */
    boolean isAnyPort() {
        return address instanceof InetSocketAddress inet && inet.getPort() == 0;
    }

    /** The path of a Unix listener. */
    Optional<Path> path() {
        return path(address);
    }

    /** Is a bind to {@code asked} meant for this place? */
    boolean isAskedBy(SocketAddress asked) {
        if (address instanceof InetSocketAddress ours && asked instanceof InetSocketAddress theirs) {
            return ours.getPort() == theirs.getPort() && isSame(ours.getAddress(), theirs.getAddress());
        }
        return address.equals(asked);
    }

    /** Is a listening socket here? */
    boolean isAt(SocketName socket) {
        if (address instanceof InetSocketAddress inet) {
            return socket.family() != Family.UNIX
                    && (isAnyPort() || inet.getPort() == socket.port())
                    && isSame(inet.getAddress(), socket.inetSocketAddress().getAddress());
        }
        return socket.hasPath() && path().filter(socket.path()::equals).isPresent();
    }

    private static boolean isSame(InetAddress one, InetAddress other) {
        return one.isAnyLocalAddress() ? other.isAnyLocalAddress() : one.equals(other);
    }

    /** As {@link dev.handoff.HandoffBuilder#listener(String, String)} reads it. */
    String text() {
        if (!(address instanceof InetSocketAddress inet)) {
            return UNIX + address;
        }
        String host = inet.getAddress().getHostAddress();
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + inet.getPort();
    }
}
