package dev.handoff;

import dev.handoff.client.stranger.Stranger;
import dev.handoff.client.stranger.StrangerException;
import dev.handoff.client.stranger.StrangerListener;
import dev.handoff.fd.Deadline;
import dev.handoff.fd.Diversion;
import dev.handoff.fd.Family;
import dev.handoff.fd.OwnedFd;
import dev.handoff.telemetry.Rehearsing;
import dev.handoff.wire.NamedListener;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;

/**
 * A process that does not know of us gives way to us. Taken from, it goes on unchanged; diverted, it gets no new connection
 * and finishes those that it has; then it is told to end. Until that moment all of it is undone by closing our listeners, so
 * by our death too: the kernel then gives it every connection again.
 *
 * <p>Where its listener is shared instead, both accept until it ends, and what it loses then is its own affair.
 */
final class Displacement implements AutoCloseable {
    /** What nothing tells: a socket of another process has gone. */
    private static final Duration LOOK = Duration.ofMillis(50);
    /** Between two looks whether there is still something to watch. */
    private static final Duration SLICE = Duration.ofMillis(200);
    /** One connection may be between the queue and the table of descriptors when we look. */
    private static final int LOOKS = 2;
    /** For our queue to become empty once connections go elsewhere again. */
    private static final Duration RETURN = Duration.ofSeconds(2);

    private final Logger log = Rehearsing.log(Handoff.class);
    private final StrangerTerms terms;
    private final Stranger stranger;
    private final Optional<Duration> drain;
    private final List<Diversion> diversions = new ArrayList<>();
    private final Set<Integer> ports = new HashSet<>();
    /** By their names. */
    private final Set<String> diverted = new HashSet<>();
    /** Guarded by this, as all that follows. */
    private boolean isInForce;

    private Deadline probation = Deadline.never();
    private boolean isTold;
    private boolean isClosed;

    private Displacement(StrangerTerms terms, Stranger stranger, Optional<Duration> drain) {
        this.terms = terms;
        this.stranger = stranger;
        this.drain = drain;
    }

    /**
     * Of the process that is named.
     *
     * @param drain how long it may finish what it has before it is told to end all the same; empty for ever
     * @throws StrangerException if there is none
     */
    static Displacement of(StrangerTerms terms, Optional<Duration> drain) throws IOException {
        return new Displacement(terms, Stranger.of(terms.pid()), drain);
    }

    /**
     * Takes the listener that it has at {@code address}. Nothing comes of that before {@link #divert}.
     *
     * @throws StrangerException if that can't be done
     */
    NamedListener take(String name, ListenAddress address) throws IOException {
        List<StrangerListener> all = stranger.listeners();
        StrangerListener found = all.stream()
                .filter(listener -> address.matches(listener.name()))
                .findFirst()
                .orElseThrow(() -> new StrangerException(
                        StrangerException.Reason.NO_SUCH_LISTENER,
                        "listener " + name + ": " + stranger + " does not listen at " + address + ", but at "
                                + (all.isEmpty() ? "nothing" : all)));
        return take(name, found);
    }

    /**
     * Takes all that it has at these addresses; without any, all of its TCP listeners, named after where they are.
     *
     * @throws StrangerException if one of them can't be taken; none is
     */
    List<NamedListener> takeAll(Map<String, ListenAddress> wanted) throws IOException {
        List<NamedListener> taken = new ArrayList<>();
        try {
            for (StrangerListener found : stranger.listeners()) {
                Optional<String> name = wanted.isEmpty()
                        ? Optional.of(found.name())
                                .filter(at -> at.family() != Family.UNIX)
                                .map(at -> NamedListener.nameOf(at.inetSocketAddress()))
                        : wanted.entrySet().stream()
                                .filter(each -> each.getValue().matches(found.name()))
                                .map(Map.Entry::getKey)
                                .findFirst();
                if (name.isPresent()) {
                    taken.add(take(name.get(), found));
                }
            }
            return taken;
        } catch (IOException | RuntimeException e) {
            taken.forEach(NamedListener::close);
            throw e;
        }
    }

    private NamedListener take(String name, StrangerListener found) throws IOException {
        OwnedFd theirs = stranger.take(found);
        try {
            NamedListener listener = terms.isShared() ? shared(name, theirs) : divertible(name, found, theirs);
            log.info("listener {} at {} is taken from {}", name, found, stranger);
            return listener;
        } catch (IOException | RuntimeException e) {
            theirs.close();
            throw e;
        }
    }

    private static NamedListener shared(String name, OwnedFd theirs) throws IOException {
        return NamedListener.of(name, ListenAddress.BACKLOG, theirs);
    }

    private NamedListener divertible(String name, StrangerListener found, OwnedFd theirs) throws IOException {
        if (found.name().family() == Family.UNIX) {
            throw new StrangerException(
                    StrangerException.Reason.UNSUITABLE,
                    "listener " + name
                            + ": the connections of a Unix listener can't be diverted; it can be shared with "
                            + stranger);
        }
        Diversion diversion = diversion(name, found, theirs);
        try {
            NamedListener ours = NamedListener.of(name, ListenAddress.BACKLOG, diversion.ours());
            diversions.add(diversion);
            ports.add(found.name().port());
            diverted.add(name);
            return ours;
        } catch (IOException | RuntimeException e) {
            diversion.ours().close();
            diversion.close();
            throw e;
        }
    }

    private Diversion diversion(String name, StrangerListener found, OwnedFd theirs) throws IOException {
        try {
            return Diversion.beside(theirs, ListenAddress.BACKLOG);
        } catch (IOException e) {
            throw new StrangerException(
                    StrangerException.Reason.UNSUITABLE,
                    "listener " + name + ": the connections of " + stranger + " at " + found + " can't be diverted ("
                            + e.getMessage()
                            + "): that takes the same user and SO_REUSEADDR; the listener can be shared");
        }
    }

    /** Is it one to which nothing comes while its gate is closed, though it is of a SO_REUSEPORT group? */
    boolean isDiverted(NamedListener listener) {
        return diverted.contains(listener.name());
    }

    /** Our gates are open: from here on new connections are ours, on probation for so long. */
    synchronized void divert(Duration time) throws IOException {
        try {
            for (Diversion diversion : diversions) {
                diversion.divert();
            }
        } catch (IOException | RuntimeException e) {
            restoreAfter(e);
            throw e;
        }
        isInForce = true;
        probation = Deadline.in(time);
        log.info(
                "{} {}",
                stranger,
                diversions.isEmpty()
                        ? "accepts beside us"
                        : "gets no new connections, and all of them again if this process ends");
    }

    // All or none: of one that was not diverted this changes nothing.
    private void restoreAfter(Exception failure) {
        for (Diversion diversion : diversions) {
            try {
                diversion.restore();
            } catch (IOException e) {
                failure.addSuppressed(e);
            }
        }
    }

    /** Watches it, and when its time comes tells it to end, if that is ours to see to. On a thread of its own. */
    void start() {
        Thread thread = new Thread(this::watch, "handoff-stranger");
        thread.setDaemon(true);
        thread.start();
    }

    private void watch() {
        try {
            while (!isClosed()) {
                if (stranger.awaitEnd(Deadline.in(SLICE))) {
                    ended();
                    return;
                }
                if (isDue()) {
                    end();
                }
            }
        } catch (IOException e) {
            if (!isClosed()) {
                log.warn("{} is not watched any more: {}", stranger, e.getMessage());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized boolean isClosed() {
        return isClosed;
    }

    private synchronized boolean isDue() {
        return !isTold
                && probation.isPast()
                && terms.end().filter(end -> !end.whenSucceeded()).isPresent();
    }

    // What waits in its queue, nobody will accept. To hold the queue any longer would be to lose more.
    private synchronized void ended() {
        log.info("{} has ended", stranger);
        Diversion.closeAll(diversions);
    }

    /** A successor of ours owns the listeners: it ends now, if that is ours to see to and not done yet. */
    void succeeded() throws InterruptedException {
        try {
            end();
        } catch (IOException e) {
            log.warn("{} was not told to end: {}", stranger, e.getMessage());
        }
    }

    private void end() throws IOException, InterruptedException {
        if (terms.end().isEmpty()) {
            return;
        }
        boolean isIdle =
                diversions.isEmpty() || awaitIdle(drain.map(Deadline::in).orElse(Deadline.never()));
        synchronized (this) {
            if (isTold || isClosed || stranger.awaitEnd(Deadline.in(Duration.ZERO))) {
                return;
            }
            isTold = true;
            stranger.signal(terms.end().get().signal());
        }
        log.info(
                "{}{} is told to end",
                stranger,
                diversions.isEmpty()
                        ? ""
                        : isIdle ? ", which has no connection left," : ", which has connections left,");
    }

    /** Each connection that it got or was about to get is finished. */
    private boolean awaitIdle(Deadline deadline) throws IOException, InterruptedException {
        Set<String> halfOpen = stranger.halfOpen(ports);
        int idle = 0;
        while (idle < LOOKS && !deadline.isPast() && !isClosed()) {
            TimeUnit.NANOSECONDS.sleep(LOOK.toNanos());
            if (stranger.awaitEnd(Deadline.in(Duration.ZERO))) {
                return true;
            }
            halfOpen.retainAll(stranger.halfOpen(ports));
            boolean isBusy = !halfOpen.isEmpty() || isAnyWaiting() || stranger.hasConnections(ports);
            idle = isBusy ? 0 : idle + 1;
        }
        return idle >= LOOKS;
    }

    private synchronized boolean isAnyWaiting() throws IOException {
        for (Diversion diversion : diversions) {
            if (diversion.isTheirsWaiting()) {
                return true;
            }
        }
        return false;
    }

    /**
     * We end without a successor, and still accept: new connections are its own again, unless it was told to end. On return
     * those that were ours are accepted, if that took no longer than {@link #RETURN}.
     */
    void giveBack() {
        synchronized (this) {
            if (!isInForce || isTold || isClosed || diversions.isEmpty()) {
                return;
            }
            isTold = true; // and so never by us
            try {
                for (Diversion diversion : diversions) {
                    diversion.restore();
                }
            } catch (IOException e) {
                log.warn("{} gets its connections back when our listeners close: {}", stranger, e.getMessage());
                return;
            }
        }
        log.info("{} gets new connections again", stranger);
        awaitAccepted(Deadline.in(RETURN));
    }

    private void awaitAccepted(Deadline deadline) {
        int empty = 0;
        try {
            Set<String> halfOpen = stranger.halfOpen(ports);
            while (empty < LOOKS && !deadline.isPast()) {
                TimeUnit.NANOSECONDS.sleep(LOOK.toNanos());
                halfOpen.retainAll(stranger.halfOpen(ports));
                boolean isWaiting = !halfOpen.isEmpty();
                for (Diversion diversion : diversions) {
                    isWaiting |= diversion.isOursWaiting();
                }
                empty = isWaiting ? 0 : empty + 1;
            }
        } catch (IOException e) {
            log.warn("{}: {}", stranger, e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public synchronized void close() {
        if (!isClosed) {
            isClosed = true;
            Diversion.closeAll(diversions);
            stranger.close();
        }
    }
}
