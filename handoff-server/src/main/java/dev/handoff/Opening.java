package dev.handoff;

import dev.handoff.client.HandoffClient;
import dev.handoff.client.Lease;
import dev.handoff.client.NoPredecessorException;
import dev.handoff.client.NoStoreException;
import dev.handoff.client.stranger.StrangerException;
import dev.handoff.fd.Deadline;
import dev.handoff.fd.Errno;
import dev.handoff.fd.ErrnoException;
import dev.handoff.fd.Flock;
import dev.handoff.fd.OwnedFd;
import dev.handoff.fd.TimeoutException;
import dev.handoff.server.ControlPath;
import dev.handoff.telemetry.Rehearsing;
import dev.handoff.wire.NamedListener;
import dev.handoff.wire.RefusedException;
import dev.handoff.wire.v1.RefusalCode;
import java.io.EOFException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;

/**
 * How a process comes by its listeners: from the predecessor, or bound here when nobody answers. Which of the two, the
 * election's lock decides; while owners change, it asks again.
 */
final class Opening {
    private static final Duration CONNECT = Duration.ofSeconds(10);
    /** For an owner that does not hang to greet us, at the least. */
    private static final Duration GREETING = Duration.ofSeconds(5);
    /** Between two attempts while the control path changes hands: there is nothing to wait on but the path itself. */
    private static final Duration AGAIN = Duration.ofMillis(20);
    /** An owner's heir publishes its path within milliseconds; after this, whoever holds the address is a stranger. */
    private static final Duration STRANGER = Duration.ofSeconds(2);

    private final Logger log = Rehearsing.log(Opening.class);
    private final HandoffTerms terms;
    private final PartialGrant partial = new PartialGrant();
    private final Standby standby;
    private final PassedListeners passed = new PassedListeners();
    private final Optional<StoreKeeper> store;
    private final Unit unit;
    private Deadline strangerAfter = Deadline.never();
    private Optional<Displacement> displacement = Optional.empty();

    Opening(HandoffTerms terms) {
        this.terms = terms;
        this.standby = new Standby(terms);
        this.store = terms.wanted().store().map(path -> new StoreKeeper(path, terms));
        this.unit = Rehearsing.isHere() ? Unit.untold() : Unit.ofThisProcess(store);
    }

    Handoff open() throws IOException, InterruptedException {
        unit.opening(terms.asking().patience().plus(terms.asking().readyWithin()));
        boolean isOpen = false;
        try (partial;
                passed) {
            passed.take(terms.wanted().listeners().keySet());
            Handoff handoff = requestOrBind();
            isOpen = true;
            return handoff;
        } finally {
            if (!isOpen) {
                unit.close();
            }
        }
    }

    private Handoff requestOrBind() throws IOException, InterruptedException {
        ControlPath control = ControlPath.of(terms.control());
        Deadline deadline = Deadline.in(terms.asking().patience());
        while (true) {
            Optional<Handoff> opened;
            IOException changing;
            Optional<Object> asked = control.identity();
            try {
                opened = Optional.of(request(control, deadline));
                return opened.get();
            } catch (NoPredecessorException e) {
                Background.ofThisProcess().close(); // nobody serves
                opened = bind(control, deadline);
                changing = e;
            } catch (IOException e) {
                if (standby.isFor(e)) {
                    standby.await(control);
                    deadline = Deadline.in(terms.asking().patience());
                } else if (!isPassing(e, control, asked)) {
                    throw e;
                }
                opened = Optional.empty();
                changing = e;
            }
            if (opened.isPresent()) {
                return opened.get();
            }
            if (deadline.isPast()) {
                throw new TimeoutException(
                        "no listeners within " + terms.asking().patience() + ": " + changing.getMessage());
            }
            TimeUnit.NANOSECONDS.sleep(AGAIN.toNanos());
        }
    }

    /** Does it say no more than that the owner changes, or the path? */
    private static boolean isPassing(IOException e, ControlPath control, Optional<Object> asked) throws IOException {
        if (e instanceof RefusedException refused) {
            return refused.code() == RefusalCode.DRAINING;
        }
        if (e instanceof TimeoutException) {
            // A stranger who took the path does not answer; the owner takes it back.
            return !control.identity().equals(asked);
        }
        return e instanceof EOFException || (e instanceof ErrnoException error && error.isHangUp());
    }

    private Handoff request(ControlPath control, Deadline deadline) throws IOException, InterruptedException {
        HandoffClient client = HandoffClient.connect(
                control.path(),
                terms.identity(),
                greeting(deadline),
                terms.server().trust());
        try {
            if (terms.wanted().isStore() && !client.isStore()) {
                throw new NoStoreException(control.path());
            }
            return succeed(
                    control,
                    client.request(terms.asking()
                            .request(
                                    atMost(Duration.ofDays(1), deadline),
                                    terms.wanted().isStore())));
        } catch (IOException | RuntimeException | InterruptedException e) {
            partial.keep(client.takePartial());
            client.close();
            throw e;
        }
    }

    /** Whoever will not stand in line still has to be greeted. */
    private static Duration greeting(Deadline deadline) {
        Duration left = atMost(CONNECT, deadline);
        return left.compareTo(GREETING) < 0 ? GREETING : left;
    }

    private static Duration atMost(Duration limit, Deadline deadline) {
        return Duration.ofNanos(Math.min(deadline.remainingNanos(), limit.toNanos()));
    }

    private Handoff succeed(ControlPath control, Lease lease) throws IOException, InterruptedException {
        SocketFiles files = new SocketFiles(control);
        Handoff handoff = null;
        try {
            if (terms.tenure().readyWhenTold()) {
                lease.awaitReady();
            }
            HeldLease held = HeldLease.keep(lease);
            List<NamedListener> listeners = listeners(lease, files);
            Seats seats = terms.wanted().isAwaited() ? Seats.awaiting(listeners) : Seats.of(listeners);
            handoff = new Handoff(terms, control, seats, files, Origin.predecessor(held), unit);
            try (Flock lock = control.elect(Deadline.in(CONNECT))) {
                handoff.bindControl(lock);
            }
            handoff.start();
            log.info(
                    "generation {}: listeners {} from generation {}",
                    handoff.generation(),
                    seats.names(),
                    lease.predecessorGeneration());
            return handoff;
        } catch (IOException | RuntimeException | InterruptedException e) {
            lease.abort(String.valueOf(e.getMessage()));
            if (handoff != null) {
                handoff.discard();
            }
            files.removeBound();
            throw e;
        }
    }

    /** What was granted under the names we know, and what we have to bind beside it. */
    private List<NamedListener> listeners(Lease lease, SocketFiles files) throws IOException {
        List<NamedListener> chosen = new ArrayList<>();
        try {
            for (NamedListener granted : lease.takeListeners()) {
                passed.granted(granted);
                ListenAddress wanted = terms.wanted().listeners().get(granted.name());
                if (terms.wanted().isAny()
                        || (wanted != null && wanted.matches(granted.facts().name()))) {
                    chosen.add(granted);
                    files.granted(granted);
                } else {
                    log.warn(
                            "listener {} at {} is not ours: dropped",
                            granted.name(),
                            granted.facts().name());
                    unit.dropped(granted.name());
                    granted.close();
                }
            }
            for (Map.Entry<String, ListenAddress> wanted :
                    terms.wanted().toBind().entrySet()) {
                if (chosen.stream().noneMatch(listener -> listener.name().equals(wanted.getKey()))) {
                    chosen.add(bind(wanted.getKey(), wanted.getValue(), files));
                }
            }
            return chosen;
        } catch (IOException | RuntimeException e) {
            chosen.forEach(NamedListener::close);
            throw e;
        }
    }

    /** Binds, if nobody answers at the control path and nobody else is about to. Empty: ask again. */
    private Optional<Handoff> bind(ControlPath control, Deadline deadline) throws IOException, InterruptedException {
        try (Flock lock = control.elect(Deadline.in(CONNECT).or(deadline))) {
            if (control.isAnswered()) {
                return Optional.empty();
            }
            SocketFiles files = new SocketFiles(control);
            store.ifPresent(
                    keeper -> passed.takeFrom(keeper, terms.wanted().listeners().keySet()));
            if (terms.wanted().isLeftToApplication()) {
                return Optional.of(awaitApplication(control, files, lock));
            }
            List<NamedListener> bound = new ArrayList<>();
            Handoff handoff = null;
            try {
                for (Map.Entry<String, ListenAddress> wanted :
                        terms.wanted().listeners().entrySet()) {
                    bound.add(bindOrTake(wanted.getKey(), wanted.getValue(), files));
                }
                Seats seats = seats(bound);
                handoff = new Handoff(terms, control, seats, files, Origin.none(displacement), unit);
                handoff.bindControl(lock);
                handoff.publishHolding();
                handoff.start();
                return Optional.of(handoff);
            } catch (AddressInUseException | StrangerException e) {
                bound.forEach(NamedListener::close);
                leaveStranger();
                files.removeBoundHolding();
                return heirOrStranger(e);
            } catch (IOException | RuntimeException e) {
                bound.forEach(NamedListener::close);
                if (handoff != null) {
                    handoff.discard();
                }
                leaveStranger();
                files.removeBoundHolding();
                throw e;
            }
        }
    }

    private Seats seats(List<NamedListener> bound) throws IOException {
        if (terms.wanted().isUngated()) {
            return Seats.awaiting(bound);
        }
        if (terms.wanted().isStore()) {
            bound.addAll(passed.takeAll());
            return Seats.awaiting(bound);
        }
        return Seats.of(
                bound,
                listener -> displacement.isPresent() && displacement.get().isDiverted(listener));
    }

    /**
     * The application binds. It answers at the control path once it has something to hand over: at once, if that is what a
     * stranger has.
     */
    private Handoff awaitApplication(ControlPath control, SocketFiles files, Flock lock) throws IOException {
        List<NamedListener> taken = takeAll();
        List<NamedListener> awaited = new ArrayList<>(taken);
        awaited.addAll(terms.wanted().listeners().isEmpty() ? passed.takeAll() : passedByName());
        Seats seats = Seats.awaiting(
                awaited,
                listener -> displacement.isPresent() && displacement.get().isDiverted(listener));
        Handoff handoff = new Handoff(terms, control, seats, files, Origin.none(displacement), unit);
        try {
            if (!taken.isEmpty()) {
                handoff.bindControl(lock);
                handoff.publishHolding();
            }
            handoff.start();
            return handoff;
        } catch (IOException | RuntimeException e) {
            handoff.discard();
            leaveStranger();
            throw e;
        }
    }

    /** Of the process that we were told of. If it is gone, or has nothing that is wanted, it is left alone. */
    private List<NamedListener> takeAll() throws IOException {
        if (terms.wanted().stranger().isEmpty()) {
            return List.of();
        }
        List<NamedListener> taken = List.of();
        try {
            Displacement stranger = Displacement.of(
                    terms.wanted().stranger().get(), terms.tenure().drainDeadline());
            displacement = Optional.of(stranger);
            taken = stranger.takeAll(terms.wanted().listeners());
        } catch (StrangerException e) {
            if (e.reason() != StrangerException.Reason.NO_SUCH_PROCESS) {
                throw e;
            }
            log.info("nothing is taken: {}", e.getMessage());
        } finally {
            if (taken.isEmpty()) {
                leaveStranger();
            }
        }
        return taken;
    }

    private List<NamedListener> passedByName() throws IOException {
        List<NamedListener> found = new ArrayList<>();
        for (Map.Entry<String, ListenAddress> wanted :
                terms.wanted().listeners().entrySet()) {
            passed.take(wanted.getKey(), wanted.getValue()).ifPresent(found::add);
        }
        return found;
    }

    /** Binds, or takes the listener out of the process that we were told has it. */
    private NamedListener bindOrTake(String name, ListenAddress address, SocketFiles files) throws IOException {
        try {
            return bind(name, address, files);
        } catch (AddressInUseException e) {
            if (terms.wanted().stranger().isEmpty()) {
                throw e;
            }
            if (displacement.isEmpty()) {
                displacement = Optional.of(Displacement.of(
                        terms.wanted().stranger().get(), terms.tenure().drainDeadline()));
            }
            NamedListener taken = displacement.get().take(name, address);
            try {
                files.granted(taken);
                return taken;
            } catch (IOException | RuntimeException failed) {
                taken.close();
                throw failed;
            }
        }
    }

    // Its listeners first: a diversion that is not in force is undone by that.
    private void leaveStranger() {
        displacement.ifPresent(Displacement::close);
        displacement = Optional.empty();
    }

    private NamedListener bind(String name, ListenAddress address, SocketFiles files) throws IOException {
        Optional<NamedListener> kept = partial.take(name, address);
        if (kept.isPresent()) {
            files.granted(kept.get());
            return kept.get();
        }
        Optional<NamedListener> given = passed.take(name, address);
        if (given.isPresent()) {
            return given.get(); // its file, if it has one, is the service manager's
        }
        OwnedFd fd;
        try {
            fd = address.bind();
        } catch (ErrnoException e) {
            if (e.is(Errno.EADDRINUSE)) {
                throw new AddressInUseException(name, address, terms.control().toString());
            }
            throw new IOException("listener " + name + ": " + address + ": " + e.getMessage(), e);
        }
        try {
            NamedListener listener = NamedListener.of(name, ListenAddress.BACKLOG, fd);
            files.bound(listener);
            return listener;
        } catch (IOException | RuntimeException e) {
            fd.close();
            throw e;
        }
    }

    // An owner that has just died may have left an heir, who holds the address and is about to answer at the path.
    private Optional<Handoff> heirOrStranger(IOException inUse) throws IOException {
        strangerAfter = strangerAfter.or(Deadline.in(STRANGER));
        if (strangerAfter.isPast()) {
            throw inUse;
        }
        return Optional.empty();
    }
}
