package dev.handoff.testing;

import static java.net.StandardProtocolFamily.INET;

import dev.handoff.fd.Family;
import dev.handoff.fd.OwnedFd;
import dev.handoff.fd.Sockets;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.FileChannel;
import java.nio.channels.Pipe;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Descriptors that are not the listener that was promised. Each call makes one, the caller's to close. */
public enum Oddment {
    /** A regular file. */
    FILE,
    /** The reading end of a pipe. */
    PIPE,
    /** A bound UDP socket. */
    DATAGRAM,
    /** A TCP connection. */
    CONNECTED,
    /** A TCP socket that is bound and does not listen. */
    BOUND,
    /** A TCP listener at another address. */
    ELSEWHERE,
    /** A TCP listener of the other family. */
    OTHER_FAMILY;

    private static final Path NAMES = Path.of("/proc/self/fd");

    private interface Opening {
        Closeable open() throws IOException;
    }

    /** Makes one. */
    public OwnedFd make() throws IOException {
        return switch (this) {
            case FILE -> taken(Oddment::file, ".*handoff-oddment.*");
            case PIPE -> taken(Oddment::pipe, "pipe:.*");
            case DATAGRAM -> taken(() -> DatagramChannel.open(INET).bind(Literal.anyPort("127.0.0.1")), "socket:.*");
            case CONNECTED -> connected();
            case BOUND -> taken(() -> SocketChannel.open(INET).bind(Literal.anyPort("127.0.0.1")), "socket:.*");
            case ELSEWHERE -> Sockets.listenTcp(Family.INET, Literal.anyPort("127.0.0.2"), 1);
            case OTHER_FAMILY -> Sockets.listenTcp(Family.INET6, Literal.anyPort("::1"), 1);
        };
    }

    private static FileChannel file() throws IOException {
        Path file = Files.createTempFile("handoff-oddment", "");
        return FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.DELETE_ON_CLOSE);
    }

    private static Closeable pipe() throws IOException {
        Pipe pipe = Pipe.open();
        return () -> {
            pipe.sink().close();
            pipe.source().close();
        };
    }

    private static OwnedFd connected() throws IOException {
        try (ServerSocketChannel server = ServerSocketChannel.open().bind(Literal.anyPort("127.0.0.1"))) {
            return taken(() -> connectedTo(server), "socket:.*");
        }
    }

    private static SocketChannel connectedTo(ServerSocketChannel server) throws IOException {
        SocketChannel channel = SocketChannel.open(INET);
        channel.connect(server.getLocalAddress());
        return channel;
    }

    // A channel of the JDK does not say its number: it is the one that was not there before.
    private static OwnedFd taken(Opening opening, String target) throws IOException {
        // What the JDK makes at the first use of a kind, and keeps, is not to be taken for the one.
        opening.open().close();
        Map<Integer, String> before = OpenDescriptors.now().targets();
        try (Closeable channel = opening.open()) {
            Map<Integer, String> added = new TreeMap<>(OpenDescriptors.now().targets());
            added.entrySet().removeAll(before.entrySet());
            added.values().removeIf(each -> !each.matches(target));
            if (added.isEmpty()) {
                throw new IOException(channel + " is not among " + NAMES);
            }
            OwnedFd lent = OwnedFd.of(added.keySet().iterator().next());
            OwnedFd duplicate = lent.duplicate();
            lent.release();
            return duplicate;
        }
    }

    /** One of each, for as long as the process lives: for a fuzz target, which needs thousands of duplicates. */
    public static OwnedFd kept(int which) {
        return Kept.ALL.get(Math.floorMod(which, Kept.ALL.size()));
    }

    private static final class Kept {
        static final List<OwnedFd> ALL = all();

        private static List<OwnedFd> all() {
            List<OwnedFd> made = new ArrayList<>();
            try {
                for (Oddment each : values()) {
                    made.add(each.make());
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return made;
        }
    }
}
