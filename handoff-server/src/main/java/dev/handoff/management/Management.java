package dev.handoff.management;

import dev.handoff.telemetry.Rehearsing;
import dev.handoff.wire.v1.HandoffRecord;
import dev.handoff.wire.v1.Status;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The bean of one process, from {@link #publish} to {@link #close}. It is made on a thread of its own: the platform's bean server
 * costs more to start than all of a handoff. A runtime without {@code java.management} has none, and goes on.
 */
public final class Management implements AutoCloseable {
    private final Logger log = Rehearsing.log(Management.class);
    private final String control;
    private final Supplier<Status> status;
    private final Supplier<List<HandoffRecord>> history;
    /** Guarded by this, as is the next. */
    private boolean closed;

    private Runnable unpublish = Management::nothing;

    /** Nothing is published yet. */
    public Management(String control, Supplier<Status> status, Supplier<List<HandoffRecord>> history) {
        this.control = control;
        this.status = status;
        this.history = history;
    }

    private static void nothing() {}

    /** Does what {@link #publish} will, but for the bean: loads what it takes, and starts the platform's bean server. */
    public static void rehearse() {
        try {
            HandoffBean.rehearse();
        } catch (Exception | LinkageError e) {
            LoggerFactory.getLogger(Management.class).debug("no beans", e);
        }
    }

    /** Publishes the bean; returns at once. */
    public void publish() {
        Thread thread = new Thread(this::register, "handoff-jmx");
        thread.setDaemon(true);
        thread.start();
    }

    private synchronized void register() {
        if (closed) {
            return;
        }
        try {
            unpublish = new HandoffBean(status, history).publish(control);
        } catch (Exception | LinkageError e) {
            log.debug("no bean for {}", control, e);
        }
    }

    /** Takes the bean away. */
    @Override
    public synchronized void close() {
        closed = true;
        unpublish.run();
        unpublish = Management::nothing;
    }
}
