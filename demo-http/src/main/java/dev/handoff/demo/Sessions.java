package dev.handoff.demo;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http2.HTTP2Session;
import org.eclipse.jetty.http2.SessionContainer;
import org.eclipse.jetty.http2.api.Session;
import org.eclipse.jetty.http2.frames.GoAwayFrame;
import org.eclipse.jetty.http2.server.HTTP2CServerConnectionFactory;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP/2 connections, and how they are told to go: a GOAWAY that admits every stream (RFC 9113, 6.8), to each that
 * has had no stream for a while. A busy one is left alone until the server stops: not every client can go on elsewhere
 * with requests that it holds ready, and none has to when it may finish.
 *
 * <p>A GOAWAY binds its connection only. A process that serves on after all takes new ones as before.
 */
final class Sessions {
    private static final long LOOK_MILLIS = 200;
    private static final int IDLE_LOOKS = 3;

    private final HTTP2CServerConnectionFactory factory;
    private final ServerConnector connector;
    private final Map<Session, Integer> idleLooks = new HashMap<>(); // guarded by this
    private Scheduler.@Nullable Task look; // guarded by this

    Sessions(HTTP2CServerConnectionFactory factory, ServerConnector connector) {
        this.factory = factory;
        this.connector = connector;
    }

    synchronized void inviteToLeave() {
        if (look == null) {
            look = next();
        }
    }

    synchronized void inviteToStay() {
        if (look != null) {
            look.cancel();
            look = null;
        }
        idleLooks.clear();
    }

    private Scheduler.Task next() {
        return connector.getScheduler().schedule(this::look, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }

    private synchronized void look() {
        if (look == null || !connector.isRunning()) {
            return;
        }
        for (Session session : factory.getBean(SessionContainer.class).getSessions()) {
            if (!session.getStreams().isEmpty()) {
                idleLooks.remove(session);
            } else if (idleLooks.merge(session, 1, Integer::sum) == IDLE_LOOKS) {
                ((HTTP2Session) session).goAway(GoAwayFrame.GRACEFUL, Callback.NOOP);
            }
        }
        look = next();
    }
}
