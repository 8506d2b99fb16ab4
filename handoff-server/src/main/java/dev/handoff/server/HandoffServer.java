package dev.handoff.server;

import dev.handoff.fd.Deadline;
import dev.handoff.fd.Flock;
import dev.handoff.telemetry.Rehearsing;
import dev.handoff.wire.FrameChannel;
import dev.handoff.wire.v1.Status;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;

/**
 * The control socket of a process that owns listeners: one thread accepts, one serves each connection.
 *
 * <p>Made in two steps, so that all that can fail has failed before anything depends on it: {@link #bind} listens under a
 * name that nobody knows, {@link #publish} puts the socket at the control path.
 */
public final class HandoffServer implements AutoCloseable {
    /** Threads are cheap to park, descriptors are not for ever. */
    private static final int MOST_CONNECTIONS = 1_500;

    private static final long STACK = 256 * 1024;
    private static final long IDLE_SECONDS = 2;

    private final Logger log = Rehearsing.log(HandoffServer.class);
    private final ControlPath control;
    private final ServerTerms terms;
    private final Reception reception;
    private final ExchangeLine line;
    private final Drainers drainers;
    private final Estate estate;
    private final Set<FrameChannel> connections = ConcurrentHashMap.newKeySet();
    private final AtomicLong spent = new AtomicLong();
    /** One thread a connection. It waits a little for the next one: to start it is most of what a short exchange costs. */
    private final ExecutorService peers = new ThreadPoolExecutor(
            0, MOST_CONNECTIONS, IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), HandoffServer::peer);

    private final PathWatch watch;
    /** Guarded by this, as is the next. */
    private ControlSocket socket;

    private boolean closed;

    private HandoffServer(ControlPath control, ControlSocket socket, Estate estate, ServerTerms terms) {
        this.control = control;
        this.terms = terms;
        this.socket = socket;
        this.estate = estate;
        this.line = new ExchangeLine(estate.phases());
        this.drainers = new Drainers(terms.mostDraining(), estate.chronicle());
        this.reception = new Reception(estate, terms, line, drainers, this::nextGeneration, this::status);
        this.watch = new PathWatch(control, estate, terms.trust(), line, this::restore);
    }

    /**
     * Listens under a temporary name beside the control path.
     *
     * @param lock the election's, held by the caller
     */
    public static HandoffServer bind(ControlPath control, Estate estate, ServerTerms terms, Flock lock)
            throws IOException {
        return new HandoffServer(control, ControlSocket.bind(control, terms.group(), lock), estate, terms);
    }

    /** Puts the socket at the control path, in place of any other, and answers there from now on, whatever happens to the path. */
    public synchronized void publish() throws IOException {
        socket.publish();
        answer(socket);
        log.info("generation {} answers at {}", estate.generation(), control);
        watch.start(socket.identity());
    }

    private void answer(ControlSocket listening) {
        Thread acceptor = new Thread(() -> acceptAll(listening), "handoff-control");
        acceptor.setDaemon(true);
        acceptor.start();
    }

    /** A new socket at the control path, which leads to us no more. The lock is held. Returns the file that is there now. */
    private Object restore(Flock lock) throws IOException {
        ControlSocket lost;
        Object identity;
        synchronized (this) {
            if (closed) {
                throw new IOException("this process is ending");
            }
            ControlSocket restored = ControlSocket.bind(control, terms.group(), lock);
            try {
                restored.publish();
            } catch (IOException e) {
                restored.discard(lock);
                throw e;
            }
            lost = socket;
            socket = restored;
            identity = restored.identity();
            answer(restored);
        }
        lost.end();
        return identity;
    }

    /** The whole status, of the process and of what goes on around it. Never waits. */
    public Status status() {
        Status.Builder status = estate.status().addAllDraining(drainers.reports());
        line.present()
                .ifPresent(exchange -> status.setSuccessor(exchange.account().status()));
        return status.build();
    }

    /** Waits until no exchange is open. */
    public boolean awaitNoExchange(Deadline deadline) throws InterruptedException {
        return line.awaitNone(deadline);
    }

    /** Turns away all who stand in line or report a drain, and all who come: they are to ask the new owner. */
    public void turnAway() {
        line.close();
        drainers.turnAway();
    }

    /** Does another socket answer at the control path? */
    public boolean isReplaced() throws IOException {
        ControlSocket ours;
        synchronized (this) {
            ours = socket;
        }
        return ours.isReplaced();
    }

    // A generation that was committed and then reclaimed has accepted requests: its number is not given to another.
    private long nextGeneration(boolean isSpent) {
        long own = estate.generation();
        return isSpent ? spent.updateAndGet(last -> Math.max(last, own) + 1) : Math.max(spent.get(), own) + 1;
    }

    private void acceptAll(ControlSocket listening) {
        while (true) {
            try {
                serve(listening.accept());
            } catch (ClosedChannelException end) {
                return;
            } catch (IOException | RuntimeException e) {
                // EMFILE, most likely: nothing is lost but this one caller, who sees an end of file.
                log.warn("control socket: {}; the caller was turned away", e.getMessage());
            }
        }
    }

    private void serve(ControlSocket.Caller caller) {
        FrameChannel channel = new FrameChannel(caller.stream());
        if (connections.size() >= MOST_CONNECTIONS) {
            channel.close();
            return;
        }
        connections.add(channel);
        try {
            peers.execute(() -> serve(caller, channel));
        } catch (OutOfMemoryError | RejectedExecutionException noThread) {
            channel.close();
            connections.remove(channel);
            throw new IllegalStateException("no thread to serve a connection", noThread);
        }
    }

    private void serve(ControlSocket.Caller caller, FrameChannel channel) {
        Thread.currentThread().setName("handoff-peer-" + caller.credentials().pid());
        try {
            reception.serve(channel, caller.credentials());
        } finally {
            channel.close();
            connections.remove(channel);
        }
    }

    private static Thread peer(Runnable service) {
        Thread thread = new Thread(null, service, "handoff-peer", STACK);
        thread.setDaemon(true);
        return thread;
    }

    /** Ends every connection, and takes the control path away if it still leads here. */
    @Override
    public void close() throws IOException {
        line.close();
        watch.close();
        ControlSocket last;
        synchronized (this) {
            closed = true;
            last = socket;
        }
        last.close();
        connections.forEach(FrameChannel::close);
        peers.shutdown();
    }
}
