package dev.handoff.demo;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.eclipse.jetty.http2.HTTP2Session;
import org.eclipse.jetty.http2.SessionContainer;
import org.eclipse.jetty.http2.api.Session;
import org.eclipse.jetty.http2.frames.GoAwayFrame;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;

/**
 * How those are told to go that no answer's header tells: HTTP/2 connections and WebSockets. Looks now and then, from the
 * invitation to leave until it is taken back.
 *
 * <p>An HTTP/2 connection gets a GOAWAY that admits every stream (RFC 9113, 6.8) once it has had none for two seconds. A busy
 * one may finish until the server stops: a GOAWAY costs a client the requests that it holds ready, if it is not prepared
 * to send them elsewhere (h2load is not). GOAWAY binds its connection only; a process that serves on after all takes new
 * ones as before.
 *
 * <p>A WebSocket is told only by a process that will not serve again: its client can't go on elsewhere as if nothing were.
 */
final class Departure {
    private static final long LOOK_MILLIS = 200;
    private static final int IDLE_LOOKS = 10;

    private final ServerConnector connector;
    private final SessionContainer sessions;
    private final EchoSockets sockets;
    private final BooleanSupplier retired;
    private Map<Session, Quiet> quiet = new HashMap<>(); // guarded by this
    private Scheduler.@Nullable Task next; // guarded by this

    Departure(ServerConnector connector, SessionContainer sessions, EchoSockets sockets, BooleanSupplier retired) {
        this.connector = connector;
        this.sessions = sessions;
        this.sockets = sockets;
        this.retired = retired;
    }

    synchronized void begin() {
        if (next == null) {
            next = schedule();
        }
    }

    synchronized void cancel() {
        if (next != null) {
            next.cancel();
            next = null;
        }
        quiet.clear();
    }

    private Scheduler.Task schedule() {
        return connector.getScheduler().schedule(this::look, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }

    private synchronized void look() {
        if (next == null || !connector.isRunning()) {
            return;
        }
        Map<Session, Quiet> now = new HashMap<>();
        for (Session session : sessions.getSessions()) {
            Quiet since = Quiet.of((HTTP2Session) session, quiet.get(session));
            now.put(session, since);
            if (since.looks() == IDLE_LOOKS) {
                ((HTTP2Session) session).goAway(GoAwayFrame.GRACEFUL, Callback.NOOP);
            }
        }
        quiet = now;
        if (retired.getAsBoolean()) {
            sockets.leave();
        }
        next = schedule();
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
