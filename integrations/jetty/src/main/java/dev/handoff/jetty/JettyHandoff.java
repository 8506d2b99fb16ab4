package dev.handoff.jetty;

import dev.handoff.Handoff;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/**
 * A Jetty server that serves what a {@link Handoff} holds.
 *
 * <p>Leaving goes in three steps, and only the last cannot be undone. While another process accepts, HTTP/1.1 answers carry
 * {@code Connection: close} and quiet HTTP/2 connections get a GOAWAY; a reclaim ends that. Once nobody can take the listeners
 * back, what runs {@link #whenRetired} says goodbye to the rest. When all connections are gone, or at the drain's deadline,
 * the server is stopped.
 */
public final class JettyHandoff {
    private final List<ServerConnector> connectors;
    private final Farewell farewell;
    private final Departure departure;

    private JettyHandoff(Handoff handoff, Server server, List<ServerConnector> connectors) {
        this.connectors = connectors;
        this.farewell = new Farewell(handoff::isYielded);
        this.departure = new Departure(handoff, server, Http2Farewell.of(connectors));
        server.insertHandler(farewell);
    }

    /**
     * Opens each {@link ServerConnector} of {@code server} on the listener of its name ({@code connector.setName("http")}).
     * To be called when the server is complete, its handlers set, and before it is started. Starting it is the
     * application's, then {@link Handoff#ready()}; stopping it is done here.
     *
     * @throws IllegalArgumentException if a connector has no name, or the name of no listener
     * @throws IllegalStateException if the server has no handler yet: one that is set later would replace ours
     * @throws IOException if Jetty does not take the channel
     */
    public static JettyHandoff serve(Handoff handoff, Server server) throws IOException {
        if (server.getHandler() == null) {
            throw new IllegalStateException("the server has no handler yet");
        }
        List<ServerConnector> connectors = Arrays.stream(server.getConnectors())
                .filter(ServerConnector.class::isInstance)
                .map(ServerConnector.class::cast)
                .toList();
        for (ServerConnector connector : connectors) {
            String name = connector.getName();
            if (name == null) {
                throw new IllegalArgumentException(connector + " is not named after a listener");
            }
            connector.open(handoff.channel(name));
        }
        JettyHandoff jetty = new JettyHandoff(handoff, server, connectors);
        handoff.measure(jetty.farewell::inFlight, jetty::connections);
        handoff.onYield(jetty.departure::begin);
        handoff.onReclaim(jetty.departure::cancel);
        handoff.onDrain(server::stop);
        return jetty;
    }

    /**
     * Runs again and again, some five times in a second, from when this process will never accept again until the server
     * is stopped: for connections that nothing else tells to leave, such as WebSockets. They are not told before, since
     * their clients could not go on elsewhere as if nothing were.
     */
    public JettyHandoff whenRetired(Runnable goodbye) {
        departure.add(goodbye);
        return this;
    }

    private long connections() {
        return connectors.stream()
                .mapToLong(connector -> connector.getConnectedEndPoints().size())
                .sum();
    }
}
