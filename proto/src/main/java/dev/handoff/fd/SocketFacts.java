package dev.handoff.fd;

import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What the kernel says of a socket: the ground truth that a manifest is held against.
 *
 * @param protocol as SO_PROTOCOL gives it: 6 for TCP, 0 for Unix
 * @param isListening SO_ACCEPTCONN
 * @param isReusePort SO_REUSEPORT: several sockets may share the address, each with its own queue
 * @param cookie SO_COOKIE: the socket's identity, unique as long as the machine runs
 * @param networkNamespace SO_NETNS_COOKIE: equal for sockets of one network namespace; 0 before Linux 5.14
 */
public record SocketFacts(
        Family family,
        SocketType type,
        int protocol,
        SocketName name,
        boolean isListening,
        boolean isReusePort,
        long cookie,
        long networkNamespace) {
    private static final int SOL_SOCKET = 1;
    private static final int SO_TYPE = 3;
    private static final int SO_REUSEPORT = 15;
    private static final int SO_ACCEPTCONN = 30;
    private static final int SO_PROTOCOL = 38;
    private static final int SO_DOMAIN = 39;
    private static final int SO_COOKIE = 57;
    private static final int SO_NETNS_COOKIE = 71;

    /**
     * Asks the kernel.
     *
     * @throws ErrnoException ENOTSOCK if {@code fd} is no socket
     * @throws IOException if its family or type is none that this project knows
     */
    public static SocketFacts of(OwnedFd fd) throws IOException {
        return fd.use(SocketFacts::of);
    }

    private static SocketFacts of(int fd) throws IOException {
        try (NativeBlock block = new NativeBlock(SocketOptions.BLOCK)) {
            Family family = family(option(block, fd, SO_DOMAIN));
            return new SocketFacts(
                    family,
                    type(option(block, fd, SO_TYPE)),
                    option(block, fd, SO_PROTOCOL),
                    SocketName.ofLocal(fd),
                    option(block, fd, SO_ACCEPTCONN) != 0,
                    family != Family.UNIX && option(block, fd, SO_REUSEPORT) != 0,
                    SocketOptions.readLong(block, fd, SOL_SOCKET, SO_COOKIE),
                    networkNamespace(block, fd));
        }
    }

    /**
     * The family of a listening stream socket; empty if it is none. Cheaper than all facts.
     *
     * @throws IOException as {@link #of} does
     */
    public static Optional<Family> listeningStream(OwnedFd fd) throws IOException {
        return fd.use(number -> {
            try (NativeBlock block = new NativeBlock(SocketOptions.BLOCK)) {
                boolean isOne = type(option(block, number, SO_TYPE)) == SocketType.STREAM
                        && option(block, number, SO_ACCEPTCONN) != 0;
                return isOne ? Optional.of(family(option(block, number, SO_DOMAIN))) : Optional.empty();
            }
        });
    }

    /** The socket's identity, or empty if the number is no socket (any more). */
    public static Optional<Long> cookie(int fd) {
        OptionalLong cookie = SocketOptions.find(fd, SOL_SOCKET, SO_COOKIE, 8);
        return cookie.isPresent() ? Optional.of(cookie.getAsLong()) : Optional.empty();
    }

    /** SO_NETNS_COOKIE of a socket made here and now: the namespace this process is in; 0 before Linux 5.14. */
    public static long ownNetworkNamespace() throws IOException {
        try (OwnedFd fresh = Sockets.unixStream();
                NativeBlock block = new NativeBlock(SocketOptions.BLOCK)) {
            return fresh.use(number -> networkNamespace(block, number));
        }
    }

    private static long networkNamespace(NativeBlock block, int fd) throws IOException {
        try {
            return SocketOptions.readLong(block, fd, SOL_SOCKET, SO_NETNS_COOKIE);
        } catch (ErrnoException e) {
            if (e.is(Errno.ENOPROTOOPT)) {
                return 0;
            }
            throw e;
        }
    }

    private static int option(NativeBlock block, int fd, int option) throws ErrnoException {
        return SocketOptions.readInt(block, fd, SOL_SOCKET, option);
    }

    private static Family family(int number) throws IOException {
        for (Family family : Family.values()) {
            if (family.number() == number) {
                return family;
            }
        }
        throw new IOException("address family " + number + " is not supported");
    }

    private static SocketType type(int number) throws IOException {
        for (SocketType type : SocketType.values()) {
            if (type.number() == number) {
                return type;
            }
        }
        throw new IOException("socket type " + number + " is not supported");
    }
}
