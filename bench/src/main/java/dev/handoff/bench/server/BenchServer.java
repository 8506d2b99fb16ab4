package dev.handoff.bench.server;

import dev.handoff.Handoff;
import dev.handoff.demo.WarmUp;
import dev.handoff.jetty.JettyHandoff;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * {@code BenchServer MODE PORT RELEASE WARM_UP [CONTROL]}: answers who it is. However it gets its listener, it warms up first,
 * with as many requests, and stops with Jetty's own graceful stop. It prints {@code phase NAME MICROS}, the time since the
 * epoch, as it goes on.
 */
public final class BenchServer {
    /** How the public listener is come by. */
    public enum Mode {
        /** From the predecessor at CONTROL, or bound. */
        HANDED,
        /** Bound, when nobody else has it. */
        PLAIN,
        /** Bound beside others, with SO_REUSEPORT. */
        SHARED
    }

    private static final int THREADS = 8;
    private static final long STOP_MILLIS = 5_000;
    private static final Duration PROBATION = Duration.ofMillis(300);
    private static final Duration DRAIN = Duration.ofSeconds(10);

    private BenchServer() {}

    /** Serves until it is handed over, or SIGTERM. */
    public static void main(String[] args) throws Exception {
        phase("main");
        int port = Integer.parseInt(args[1]);
        int warmUp = Integer.parseInt(args[3]);
        if (Mode.valueOf(args[0]) == Mode.HANDED) {
            serveHanded(port, args[2], warmUp, Path.of(args[4]));
        } else {
            serveBound(port, args[2], warmUp, Mode.valueOf(args[0]) == Mode.SHARED);
        }
    }

    private static void serveHanded(int port, String release, int warmUp, Path control) throws Exception {
        try (Handoff handoff = Handoff.at(control)
                .listener("http", "127.0.0.1:" + port)
                .release(release)
                .probation(PROBATION)
                .drainDeadline(DRAIN)
                .open()) {
            phase("granted");
            Server server = server(release);
            ServerConnector connector = connector(server, "http");
            server.addConnector(connector);
            JettyHandoff.serve(handoff, server);
            server.start();
            phase("started");
            handoff.warmUp(() -> WarmUp.requests(handoff.sideDoor("http"), warmUp));
            handoff.warmUp(() -> phase("warm"));
            handoff.ready();
            phase("ready");
            handoff.awaitRetired();
        }
    }

    // Nobody but we reach the private connector: the warm-up that such a server has to bring itself.
    private static void serveBound(int port, String release, int warmUp, boolean shared) throws Exception {
        Server server = server(release);
        server.insertHandler(new GracefulHandler());
        ServerConnector own = connector(server, "own");
        own.setHost(InetAddress.getLoopbackAddress().getHostAddress());
        server.addConnector(own);
        server.setStopAtShutdown(true);
        server.start();
        phase("started");
        WarmUp.requests(new InetSocketAddress(InetAddress.getLoopbackAddress(), own.getLocalPort()), warmUp);
        phase("warm");
        ServerConnector open = connector(server, "http");
        open.setHost("127.0.0.1");
        open.setPort(port);
        open.setReusePort(shared);
        server.addConnector(open);
        open.start();
        phase("ready");
        server.join();
    }

    private static Server server(String release) {
        QueuedThreadPool threads = new QueuedThreadPool(THREADS, THREADS);
        threads.setName("http");
        Server server = new Server(threads);
        server.setStopTimeout(STOP_MILLIS);
        server.setHandler(new Label(release));
        return server;
    }

    private static ServerConnector connector(Server server, String name) {
        ServerConnector connector = new ServerConnector(server, 0, 1);
        connector.setName(name);
        return connector;
    }

    private static void phase(String name) {
        System.out.println("phase " + name + " " + ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now()));
    }
}
