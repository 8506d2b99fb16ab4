package dev.handoff.program;

import dev.handoff.fd.Family;
import dev.handoff.fd.ListenerOptions;
import dev.handoff.fd.OwnedFd;
import dev.handoff.fd.Sockets;
import dev.handoff.wire.NamedListener;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Listeners that lead to one program and no other, by the names and of the families of real ones: on loopback with a port of
 * the kernel's choice, or in a folder of mode 0700. Any user of this machine may connect to those on loopback.
 */
public final class SideDoors implements AutoCloseable {
    private static final int BACKLOG = 1024;

    private final List<NamedListener> listeners = new ArrayList<>();
    private @Nullable Path folder;

    private SideDoors() {}

    /** One beside each; {@code fronts} stay the caller's. */
    public static SideDoors beside(List<NamedListener> fronts) throws IOException {
        SideDoors doors = new SideDoors();
        try {
            for (NamedListener front : fronts) {
                doors.add(front);
            }
            return doors;
        } catch (IOException | RuntimeException e) {
            doors.close();
            throw e;
        }
    }

    private void add(NamedListener front) throws IOException {
        OwnedFd fd = open(front);
        try {
            listeners.add(NamedListener.of(front.name(), BACKLOG, fd));
        } catch (IOException | RuntimeException e) {
            fd.close();
            throw e;
        }
    }

    private OwnedFd open(NamedListener front) throws IOException {
        Family family = front.facts().family();
        return switch (family) {
            case INET -> Sockets.listenTcp(family, new InetSocketAddress("127.0.0.1", 0), BACKLOG);
            case INET6 -> {
                String host = ListenerOptions.isIpv6Only(front.fd()) ? "::1" : "127.0.0.1";
                yield Sockets.listenTcp(family, new InetSocketAddress(host, 0), BACKLOG);
            }
            case UNIX -> Sockets.listenUnix(folder().resolve(Integer.toString(listeners.size())), BACKLOG);
        };
    }

    private Path folder() throws IOException {
        Path made = folder;
        if (made == null) {
            made = Files.createTempDirectory("handoff-check-");
            folder = made;
        }
        return made;
    }

    /** In the order of the fronts; they are closed with this. */
    public List<NamedListener> listeners() {
        return List.copyOf(listeners);
    }

    @Override
    public void close() {
        listeners.forEach(NamedListener::close);
        Path made = folder;
        if (made == null) {
            return;
        }
        try (Stream<Path> all = Files.walk(made)) {
            all.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
        } catch (IOException gone) {
            // By somebody who cleans up.
        }
    }
}
