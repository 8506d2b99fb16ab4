package dev.handoff.wire;

import dev.handoff.fd.OwnedFd;
import dev.handoff.fd.SocketFacts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.regex.Pattern;

/**
 * A listening socket under the name that both sides know it by. Owns its descriptor.
 *
 * @param name systemd's rule for FDNAME: 1 to 255 printable ASCII characters, no colon (sd_listen_fds(3))
 * @param reusePortIndex which of the sockets of this name, where several share an address by SO_REUSEPORT
 * @param backlog as it was given to listen(2); 0 when not known
 */
public record NamedListener(String name, SocketFacts facts, int reusePortIndex, int backlog, OwnedFd fd)
        implements AutoCloseable {
    private static final Pattern NAME = Pattern.compile("[\\x20-\\x7e&&[^:]]{1,255}");

    /** Checks the name. */
    public NamedListener {
        requireName(name);
    }

    /**
     * A listener as the kernel describes it.
     *
     * @throws IOException if {@code fd} is no socket of a known kind
     */
    public static NamedListener of(String name, int backlog, OwnedFd fd) throws IOException {
        return new NamedListener(name, SocketFacts.of(fd), 0, backlog, fd);
    }

    /** Returns {@code name}, or says why it can't be one. */
    public static String requireName(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "a listener's name is 1 to 255 printable ASCII characters without a colon: \"" + name + "\"");
        }
        return name;
    }

    /** The name of a TCP listener that nobody named: {@code tcp-8080}, {@code tcp-127.0.0.1-8080}. */
    public static String nameOf(InetSocketAddress address) {
        InetAddress host = address.getAddress();
        String prefix = host.isAnyLocalAddress()
                ? "tcp-"
                : "tcp-" + host.getHostAddress().replaceAll("[:%]", "_") + "-";
        return prefix + address.getPort();
    }

    @Override
    public void close() {
        fd.close();
    }
}
