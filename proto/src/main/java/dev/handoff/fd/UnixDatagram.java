package dev.handoff.fd;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Single datagrams, with descriptors, to a Unix socket at which somebody else reads: unix(7). */
public final class UnixDatagram {
    private UnixDatagram() {}

    /**
     * Sends one, whole or not at all. The descriptors stay the caller's.
     *
     * @param address a path, or {@code @} and an abstract name
     * @param deadline how long to wait while the reader's queue is full
     * @throws ErrnoException ENOENT, ECONNREFUSED (nobody reads there), EACCES, EPROTOTYPE (not a datagram socket)
     * @throws TimeoutException at the deadline; nothing was sent
     * @throws PathTooLongException if the address does not fit sun_path
     */
    public static void send(String address, byte[] bytes, List<OwnedFd> descriptors, Deadline deadline)
            throws IOException {
        OwnedFd fd = Sockets.unixDatagram();
        // Only of a connected socket does poll(2) tell that the other's queue has room. What sends on a stream sends
        // here,
        // too: the kernel takes a datagram in one call.
        try (UnixStream connected = UnixStream.of(fd)) {
            Sockets.connect(fd, name(address), Duration.ofNanos(deadline.remainingNanos()));
            connected.send(bytes, descriptors, deadline);
        }
    }

    private static SocketName name(String address) throws IOException {
        byte[] bytes = UnixPath.bytes(Path.of(address));
        if (address.startsWith("@")) {
            bytes[0] = 0;
        }
        return SocketName.unix(bytes);
    }
}
