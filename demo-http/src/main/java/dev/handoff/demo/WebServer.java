package dev.handoff.demo;

import dev.handoff.Handoff;
import dev.handoff.phase.ProcessPhase;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.http2.SessionContainer;
import org.eclipse.jetty.http2.server.HTTP2CServerConnectionFactory;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * Jetty on a server channel that somebody else bound: HTTP/1.1, h2c and WebSocket on one connector.
 *
 * <p>Leaving goes in three steps, and only the last cannot be undone: {@link #inviteToLeave}, {@link #inviteToStay} if
 * the process is to serve on after all, {@link #stop} when it never will again.
 */
final class WebServer {
    /** What Jetty's own stop may take for what is still on its way. */
    private static final long STOP_MILLIS = 1000;

    /** Enough, as no handler ever waits. */
    private static final int THREADS = 8;

    private final Server server;
    private final ServerConnector connector;
    private final EchoSockets sockets;
    private final Departure departure;
    private final AtomicInteger inFlight = new AtomicInteger();

    private WebServer(Handoff handoff) throws IOException {
        // All of them from the start, so that a count of them tells something.
        QueuedThreadPool threads = new QueuedThreadPool(THREADS, THREADS);
        threads.setName("http");
        server = new Server(threads);
        server.setStopTimeout(STOP_MILLIS);
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        HTTP2CServerConnectionFactory h2c = new HTTP2CServerConnectionFactory(http);
        // No acceptor thread: the selector accepts.
        connector = new ServerConnector(server, 0, 1, new HttpConnectionFactory(http), h2c);
        connector.open(handoff.channel("http"));
        server.addConnector(connector);
        sockets = new EchoSockets();
        departure = new Departure(
                connector, h2c.getBean(SessionContainer.class), sockets, () -> handoff.phase() == ProcessPhase.RETIRED);
        server.setHandler(
                new Counting(new Farewell(handoff::isYielded, new Handler.Sequence(sockets, new Pages(handoff)))));
    }

    /** Serves what comes through the listener named {@code http}, whose channel it closes when it stops. */
    static WebServer start(Handoff handoff) throws Exception {
        WebServer web = new WebServer(handoff);
        web.server.start();
        return web;
    }

    /** How many requests are being answered. */
    long inFlight() {
        return inFlight.get();
    }

    /** How many connections are open, WebSockets and idle ones included. */
    long connections() {
        return connector.getConnectedEndPoints().size();
    }

    /** Another process accepts: whoever is connected here is asked to go there. */
    void inviteToLeave() {
        departure.begin();
    }

    /** This process accepts again. */
    void inviteToStay() {
        departure.cancel();
    }

    /** Ends what is still connected, each in the words of its own protocol, and stops. */
    void stop() throws Exception {
        sockets.leave();
        server.stop();
    }

    private final class Counting extends Handler.Wrapper {
        Counting(Handler handler) {
            super(handler);
        }

        @Override
        public boolean handle(Request request, Response response, Callback callback) throws Exception {
            inFlight.incrementAndGet();
            Request.addCompletionListener(request, failure -> inFlight.decrementAndGet());
            return super.handle(request, response, callback);
        }
    }
}
