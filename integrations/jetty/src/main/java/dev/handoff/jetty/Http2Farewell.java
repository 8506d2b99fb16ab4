package dev.handoff.jetty;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.eclipse.jetty.http2.HTTP2Session;
import org.eclipse.jetty.http2.SessionContainer;
import org.eclipse.jetty.http2.api.Session;
import org.eclipse.jetty.http2.frames.GoAwayFrame;
import org.eclipse.jetty.http2.server.AbstractHTTP2ServerConnectionFactory;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP/2 connection gets a GOAWAY that admits every stream (RFC 9113, 6.8) once it has had none for two seconds. A busy
 * one may finish until the server stops: a GOAWAY costs a client the requests that it holds ready, if it is not prepared
 * to send them elsewhere (h2load is not). GOAWAY binds its connection only; a process that serves on after all takes new
 * ones as before. Used under the lock of {@link Departure}.
 */
final class Http2Farewell {
    private static final int IDLE_LOOKS = 10;

    private final List<SessionContainer> containers;
    private Map<Session, Quiet> quiet = new HashMap<>();

    private Http2Farewell(List<SessionContainer> containers) {
        this.containers = containers;
    }

    /** Empty if no connector speaks HTTP/2: Jetty's classes for it may be missing then. */
    static Optional<Http2Farewell> of(List<ServerConnector> connectors) {
        List<ServerConnector> speaking = connectors.stream()
                .filter(connector ->
                        connector.getConnectionFactory("h2") != null || connector.getConnectionFactory("h2c") != null)
                .toList();
        return speaking.isEmpty() ? Optional.empty() : Optional.of(new Http2Farewell(containers(speaking)));
    }

    private static List<SessionContainer> containers(List<ServerConnector> connectors) {
        return connectors.stream()
                .flatMap(connector -> connector.getConnectionFactories().stream())
                .filter(AbstractHTTP2ServerConnectionFactory.class::isInstance)
                .map(factory -> ((AbstractHTTP2ServerConnectionFactory) factory).getBean(SessionContainer.class))
                .filter(Objects::nonNull)
                .toList();
    }

    void forget() {
        quiet.clear();
    }

    void look() {
        Map<Session, Quiet> now = new HashMap<>();
        for (SessionContainer container : containers) {
            for (Session session : container.getSessions()) {
                Quiet since = Quiet.of((HTTP2Session) session, quiet.get(session));
                now.put(session, since);
                if (since.looks() == IDLE_LOOKS) {
                    ((HTTP2Session) session).goAway(GoAwayFrame.GRACEFUL, Callback.NOOP);
                }
            }
        }
        quiet = now;
    }

    /**
     * For how many looks a connection has had no stream. One that has none at the moment may have had many meanwhile.
     *
     * @param streams how many it ever had
     */
    private record Quiet(long streams, int looks) {
        static Quiet of(HTTP2Session session, @Nullable Quiet before) {
            long streams = session.getStreamsOpened();
            if (before == null
                    || before.streams != streams
                    || !session.getStreams().isEmpty()) {
                return new Quiet(streams, 0);
            }
            return new Quiet(streams, before.looks + 1);
        }
    }
}
