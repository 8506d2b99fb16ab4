package dev.handoff.demo;

import dev.handoff.Handoff;
import dev.handoff.jetty.JettyHandoff;
import org.eclipse.jetty.http2.server.HTTP2CServerConnectionFactory;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** Jetty on a server channel that somebody else bound: HTTP/1.1, h2c and WebSocket on one connector. */
final class WebServer {
    /** What Jetty's own stop may take for what is still on its way. */
    private static final long STOP_MILLIS = 1000;

    /** Enough, as no handler ever waits. */
    private static final int THREADS = 8;

    private WebServer() {}

    /**
     * Serves what comes through the listener named {@code http}, and stops when it has been handed over.
     *
     * @param live what answers before {@link Pages} do
     */
    static void start(Handoff handoff, Handler live) throws Exception {
        // All of them from the start, so that a count of them tells something.
        QueuedThreadPool threads = new QueuedThreadPool(THREADS, THREADS);
        threads.setName("http");
        Server server = new Server(threads);
        server.setStopTimeout(STOP_MILLIS);
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        // No acceptor thread: the selector accepts.
        ServerConnector connector = new ServerConnector(
                server, 0, 1, new HttpConnectionFactory(http), new HTTP2CServerConnectionFactory(http));
        connector.setName("http");
        server.addConnector(connector);
        EchoSockets sockets = new EchoSockets();
        server.setHandler(new Handler.Sequence(sockets, live, new Pages(handoff)));
        // Ends what is still connected, each in the words of its own protocol.
        handoff.onDrain(sockets::leave);
        JettyHandoff.serve(handoff, server).whenRetired(sockets::leave);
        server.start();
    }
}
