package dev.handoff.agent.core;

import dev.handoff.fd.Family;
import dev.handoff.fd.SocketName;
import dev.handoff.wire.NamedListener;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/**
 * A listener's name and where it is bound.
 *
 * @param address port 0 for any
 */
record Place(String name, InetSocketAddress address) {
    Place {
        NamedListener.requireName(name);
    }

    /** Reads {@code NAME@HOST:PORT} or {@code NAME@:PORT}. */
    static Place parse(String text) {
        int at = text.indexOf('@');
        String address = text.substring(at + 1);
        int colon = address.lastIndexOf(':');
        if (at < 1 || colon < 0) {
            throw new IllegalArgumentException("handoff: listener=" + text + " is not NAME@HOST:PORT or NAME@:PORT");
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

    /** A place that nobody named: after its address. */
    static Place named(InetSocketAddress address) {
        return new Place(NamedListener.nameOf(address), address);
    }

    /** The same place under another name. */
    Place as(String other) {
        return new Place(other, address);
    }

    /** Any port will do. */
    boolean isAnyPort() {
        return address.getPort() == 0;
    }

    /** Is a bind to {@code asked} meant for this place? */
    boolean isAskedBy(InetSocketAddress asked) {
        return address.getPort() == asked.getPort() && isSame(address.getAddress(), asked.getAddress());
    }

    /** Is a listening socket here? */
    boolean isAt(SocketName socket) {
        return socket.family() != Family.UNIX
                && (isAnyPort() || address.getPort() == socket.port())
                && isSame(address.getAddress(), socket.inetSocketAddress().getAddress());
    }

    private static boolean isSame(InetAddress one, InetAddress other) {
        return one.isAnyLocalAddress() ? other.isAnyLocalAddress() : one.equals(other);
    }

    /** As {@link dev.handoff.HandoffBuilder#listener(String, String)} reads it. */
    String text() {
        String host = address.getAddress().getHostAddress();
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
    }
}
