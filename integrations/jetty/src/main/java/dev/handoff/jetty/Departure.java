package dev.handoff.jetty;

import dev.handoff.Handoff;
import dev.handoff.phase.ProcessPhase;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;

/**
 * How those are told to go that no answer's header tells. Looks now and then, from when another process accepts until that is
 * taken back or the server stops.
 */
final class Departure {
    private static final long LOOK_MILLIS = 200;

    private final Handoff handoff;
    private final Server server;
    private final Optional<Http2Farewell> http2;
    private final List<Runnable> goodbyes = new CopyOnWriteArrayList<>();
    private Scheduler.@Nullable Task next; // guarded by this

    Departure(Handoff handoff, Server server, Optional<Http2Farewell> http2) {
        this.handoff = handoff;
        this.server = server;
        this.http2 = http2;
    }

    void add(Runnable goodbye) {
        goodbyes.add(goodbye);
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
        http2.ifPresent(Http2Farewell::forget);
    }

    private Scheduler.Task schedule() {
        return server.getScheduler().schedule(this::look, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }

    private synchronized void look() {
        if (next == null || !server.isRunning()) {
            return;
        }
        http2.ifPresent(Http2Farewell::look);
        if (handoff.phase() == ProcessPhase.RETIRED) {
            goodbyes.forEach(Runnable::run);
        }
        next = schedule();
    }
}
