package dev.handoff.gate;

import dev.handoff.fd.Family;
import dev.handoff.fd.ListenerOptions;
import dev.handoff.fd.OwnedFd;
import dev.handoff.fd.SocketFacts;
import dev.handoff.fd.Sockets;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A private listener of the same family as the shared one, so that whatever the server does to its channel works on it.
 *
 * <p>Private, not secret: any local user can connect to loopback. Only the Unix one is shut off by its directory.
 */
final class SideDoor implements AutoCloseable {
    private static final int BACKLOG = 1024;
    /** Bounds one drain against somebody who connects as fast as we close. */
    private static final int DRAINED_AT_ONCE = 2 * BACKLOG;

    private final Door door;
    private final SocketAddress address;
    private final @Nullable Path directory;
    private ListenerOptions options; // guarded by the gate's lock

    private SideDoor(OwnedFd fd, SocketAddress address, @Nullable Path directory) throws IOException {
        this.door = Door.of(fd);
        this.options = ListenerOptions.of(fd);
        this.address = address;
        this.directory = directory;
    }

    /** Opens one for a front door of {@code family}. */
    static SideDoor beside(OwnedFd front, Family family) throws IOException {
        return switch (family) {
            case INET -> loopback(Family.INET, "127.0.0.1");
            case INET6 -> loopback(Family.INET6, ListenerOptions.isIpv6Only(front) ? "::1" : "127.0.0.1");
            case UNIX -> inPrivateDirectory();
        };
    }

    private static SideDoor loopback(Family family, String host) throws IOException {
        OwnedFd fd = Sockets.listenTcp(family, new InetSocketAddress(host, 0), BACKLOG);
        try {
            return new SideDoor(fd, SocketFacts.of(fd).name().inetSocketAddress(), null);
        } catch (IOException | RuntimeException e) {
            fd.close();
            throw e;
        }
    }

    private static SideDoor inPrivateDirectory() throws IOException {
        Path directory = Files.createTempDirectory("handoff-side-"); // 0700
        Path path = directory.resolve("door");
        @Nullable OwnedFd fd = null;
        try {
            fd = Sockets.listenUnix(path, BACKLOG);
            return new SideDoor(fd, UnixDomainSocketAddress.of(path), directory);
        } catch (IOException | RuntimeException e) {
            if (fd != null) {
                fd.close();
            }
            delete(directory);
            throw e;
        }
    }

    Door door() {
        return door;
    }

    SocketAddress address() {
        return address;
    }

    /** Accepts and closes what waits, so that a client who came late reads an end of file instead of waiting for ever. */
    void drain() throws IOException {
        for (int i = 0; i < DRAINED_AT_ONCE; i++) {
            Optional<OwnedFd> late = Sockets.accept(door.fd());
            if (late.isEmpty()) {
                return;
            }
            late.get().close();
        }
    }

    /** Sets on {@code front} what the application has set on this door since it was made, or since the last time. */
    Iterable<String> carryOptions(OwnedFd front) throws IOException {
        ListenerOptions now = ListenerOptions.of(door.fd());
        Iterable<String> failures = now.carry(options, front);
        options = now;
        return failures;
    }

    @Override
    public void close() {
        door.fd().close();
        if (directory != null) {
            delete(directory);
        }
    }

    private static void delete(Path directory) {
        directory.resolve("door").toFile().delete();
        directory.toFile().delete();
    }
}
