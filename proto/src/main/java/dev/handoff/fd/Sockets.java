package dev.handoff.fd;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Making sockets: close-on-exec, and for listeners non-blocking, from the first instant. */
public final class Sockets {
    private static final int SOL_SOCKET = 1;
    private static final int SO_REUSEADDR = 2;
    private static final int SO_REUSEPORT = 15;
    private static final int SO_SNDTIMEO = 21;
    /** A year; the kernel counts in ticks, and takes no number that it can't. */
    private static final long MAX_SEND_TIMEOUT_MICROS = 365L * 24 * 3600 * 1_000_000;

    private static final int IPPROTO_IPV6 = 41;
    private static final int IPV6_V6ONLY = 26;
    private static final int SOCK_STREAM = 1;
    private static final int SOCK_DGRAM = 2;
    private static final int SOCK_NONBLOCK = 0x800;
    private static final int SOCK_CLOEXEC = 0x80000;
    private static final int SHUT_RDWR = 2;

    private Sockets() {}

    /**
     * A TCP listener as the JDK would make it for {@code address}: SO_REUSEADDR; a dual-stack IPv6 socket where the
     * family is INET6, with an IPv4 address mapped.
     *
     * @param backlog as for listen(2); the kernel caps it at net.core.somaxconn
     * @throws ErrnoException EADDRINUSE, EADDRNOTAVAIL, EACCES; EAFNOSUPPORT where the machine has no IPv6
     */
    public static OwnedFd listenTcp(Family family, InetSocketAddress address, int backlog) throws IOException {
        OwnedFd fd = open(family, SOCK_NONBLOCK);
        try {
            SocketOptions.write(fd, SOL_SOCKET, SO_REUSEADDR, 1);
            if (family == Family.INET6) {
                SocketOptions.write(fd, IPPROTO_IPV6, IPV6_V6ONLY, 0);
            }
            try (Sockaddr sockaddr = Sockaddr.of(family, address)) {
                return listening(fd, sockaddr, backlog);
            }
        } catch (IOException | RuntimeException e) {
            fd.close();
            throw e;
        }
    }

    /**
     * A Unix stream listener, bound to a path that must not exist.
     *
     * @throws ErrnoException EADDRINUSE if something is at the path, EACCES, ENOENT
     * @throws PathTooLongException over 107 bytes
     */
    public static OwnedFd listenUnix(Path path, int backlog) throws IOException {
        try (Sockaddr sockaddr = UnixPath.sockaddr(path)) {
            OwnedFd fd = open(Family.UNIX, SOCK_NONBLOCK);
            try {
                return listening(fd, sockaddr, backlog);
            } catch (IOException | RuntimeException e) {
                fd.close();
                throw e;
            }
        }
    }

    /** Two connected stream sockets of this process, both close-on-exec. */
    public static List<OwnedFd> pair() throws IOException {
        try (NativeBlock two = new NativeBlock(8)) {
            Libc.SOCKETPAIR.tried(Family.UNIX.number(), SOCK_STREAM | SOCK_CLOEXEC, 0, two.address());
            return List.of(OwnedFd.of(two.getInt(0)), OwnedFd.of(two.getInt(4)));
        }
    }

    /**
     * The next connection waiting at a listener, without waiting for one; non-blocking and close-on-exec.
     *
     * @return empty if none waits, or if the one that did was gone again
     */
    public static Optional<OwnedFd> accept(OwnedFd listener) throws IOException {
        return listener.use(number -> {
            long fd = Libc.ACCEPT4.call(number, 0, 0, SOCK_CLOEXEC | SOCK_NONBLOCK);
            if (fd >= 0) {
                return Optional.of(OwnedFd.of((int) fd));
            }
            ErrnoException failure = Libc.ACCEPT4.failure();
            if (failure.is(Errno.EAGAIN, Errno.ECONNABORTED, Errno.EINTR)) {
                return Optional.empty();
            }
            throw failure;
        });
    }

    /**
     * Does any listener answer at {@code path}? Connects and hangs up at once.
     *
     * @throws ErrnoException for every other reason than that nobody is there: EACCES, ENOTSOCK, EPROTOTYPE
     */
    public static boolean answersAt(Path path) throws IOException {
        try {
            UnixStream.connect(path, Duration.ofSeconds(1)).close();
            return true;
        } catch (ErrnoException e) {
            // EAGAIN: its backlog is full, so somebody holds it.
            if (e.is(Errno.EAGAIN)) {
                return true;
            }
            if (e.is(Errno.ECONNREFUSED, Errno.ENOENT)) {
                return false;
            }
            throw e;
        }
    }

    /** A TCP socket of ours in one SO_REUSEPORT group with a listener, at its address and with its options; not listening. */
    static OwnedFd boundTcp(OwnedFd like, SocketFacts facts) throws IOException {
        OwnedFd fd = open(facts.family(), SOCK_NONBLOCK);
        try (Sockaddr sockaddr = Sockaddr.of(facts.family(), facts.name().inetSocketAddress())) {
            SocketOptions.write(fd, SOL_SOCKET, SO_REUSEADDR, 1);
            SocketOptions.write(fd, SOL_SOCKET, SO_REUSEPORT, 1);
            if (facts.family() == Family.INET6) {
                SocketOptions.write(fd, IPPROTO_IPV6, IPV6_V6ONLY, ListenerOptions.isIpv6Only(like) ? 1 : 0);
            }
            ListenerOptions.of(like).carry(ListenerOptions.of(fd), fd);
            fd.use(number -> Libc.BIND.tried(number, sockaddr.block().address(), sockaddr.length()));
            return fd;
        } catch (IOException | RuntimeException e) {
            fd.close();
            throw e;
        }
    }

    static void listen(OwnedFd fd, int backlog) throws IOException {
        fd.use(number -> Libc.LISTEN.tried(number, backlog));
    }

    static OwnedFd unixStream() throws IOException {
        return open(Family.UNIX, 0);
    }

    static OwnedFd unixDatagram() throws IOException {
        return OwnedFd.of((int) Libc.SOCKET.tried(Family.UNIX.number(), SOCK_DGRAM | SOCK_CLOEXEC, 0));
    }

    static void connect(OwnedFd fd, Path path, Duration timeout) throws IOException {
        connect(fd, SocketName.unix(UnixPath.bytes(path)), timeout);
    }

    static void connect(OwnedFd fd, SocketName name, Duration timeout) throws IOException {
        Deadline deadline = Deadline.in(timeout);
        try (Sockaddr sockaddr = UnixPath.sockaddr(name)) {
            while (!connectedBy(deadline, fd, sockaddr)) {
                // Interrupted by a signal; again, for what is left of the time.
            }
        }
    }

    // A Unix connect that finds the backlog full waits as long as the send timeout says, then fails with EAGAIN.
    private static boolean connectedBy(Deadline deadline, OwnedFd fd, Sockaddr to) throws IOException {
        long micros = Math.max(1, Math.min(deadline.remainingNanos() / 1_000, MAX_SEND_TIMEOUT_MICROS));
        SocketOptions.writeTimeout(fd, SOL_SOCKET, SO_SNDTIMEO, micros);
        return fd.use(number -> {
            if (Libc.CONNECT.call(number, to.block().address(), to.length()) != Libc.FAILED) {
                return true;
            }
            ErrnoException failure = Libc.CONNECT.failure();
            if (failure.is(Errno.EINTR) && !deadline.isPast()) {
                return false;
            }
            throw failure;
        });
    }

    /**
     * Checks that a path fits sun_path.
     *
     * @throws PathTooLongException over 107 bytes, with the number
     */
    public static void requireFits(Path path) throws IOException {
        UnixPath.bytes(path);
    }

    /**
     * Ends a listening socket for good, so that threads which wait for it to become readable return. Only for a socket that
     * no other process holds: it stops listening for every holder.
     */
    public static void end(OwnedFd listener) {
        shutdown(listener);
    }

    /** shutdown(2) of a connection, both ways; of no effect on one that is gone. Never on a shared listener. */
    static void shutdown(OwnedFd fd) {
        if (!fd.isOpen()) {
            return;
        }
        try {
            fd.use(number -> Libc.SHUTDOWN.call(number, SHUT_RDWR));
        } catch (IOException alreadyClosed) {
            // Then there is nobody left to wake.
        }
    }

    /** A datagram socket bound to a path that must not exist, non-blocking. */
    static OwnedFd datagrams(Path path) throws IOException {
        try (Sockaddr sockaddr = UnixPath.sockaddr(path)) {
            OwnedFd fd = OwnedFd.of(
                    (int) Libc.SOCKET.tried(Family.UNIX.number(), SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
            try {
                fd.use(number -> Libc.BIND.tried(number, sockaddr.block().address(), sockaddr.length()));
                return fd;
            } catch (IOException | RuntimeException e) {
                fd.close();
                throw e;
            }
        }
    }

    private static OwnedFd open(Family family, int flags) throws IOException {
        return OwnedFd.of((int) Libc.SOCKET.tried(family.number(), SOCK_STREAM | SOCK_CLOEXEC | flags, 0));
    }

    private static OwnedFd listening(OwnedFd fd, Sockaddr sockaddr, int backlog) throws IOException {
        fd.use(number -> Libc.BIND.tried(number, sockaddr.block().address(), sockaddr.length()));
        listen(fd, backlog);
        return fd;
    }
}
