package dev.handoff.bench.exchange;

import dev.handoff.fd.Family;
import dev.handoff.fd.OwnedFd;
import dev.handoff.fd.Sockets;
import dev.handoff.wire.NamedListener;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Some listeners on free ports of loopback. */
final class Listeners implements AutoCloseable {
    private static final int BACKLOG = 16;

    private final List<NamedListener> all = new ArrayList<>();

    Listeners(int count) throws IOException {
        for (String name : names(count)) {
            InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
            OwnedFd fd = Sockets.listenTcp(Family.INET, any, BACKLOG);
            all.add(NamedListener.of(name, BACKLOG, fd));
        }
    }

    static List<String> names(int count) {
        return IntStream.range(0, count).mapToObj(number -> "http-" + number).toList();
    }

    List<NamedListener> all() {
        return all;
    }

    @Override
    public void close() {
        all.forEach(NamedListener::close);
    }
}
