package dev.handoff.agent.core;

import dev.handoff.Bindings;
import dev.handoff.Handoff;
import dev.handoff.HandoffBuilder;
import dev.handoff.fd.Deadline;
import dev.handoff.fd.OpenConnections;
import dev.handoff.fd.Seat;
import dev.handoff.fd.SocketName;
import dev.handoff.phase.ProcessPhase;
import dev.handoff.wire.NamedListener;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Leads the process from its predecessor to its successor, on behalf of an application that knows nothing of it. */
final class Steward {
    private static final Duration LOOK = Duration.ofMillis(250);
    /** An application that binds anew does so at once; after this its listener is closed for everybody. */
    private static final Duration REBIND = Duration.ofSeconds(2);
    /** The predecessor's limit is later than ours, which can name what is missing. */
    private static final Duration MARGIN = Duration.ofSeconds(5);

    /** A system property that the application sets to true, wherever it likes: it needs nothing of ours for that. */
    private static final String APPLICATION_READY = "handoff.application.ready";

    private final Logger log = LoggerFactory.getLogger("handoff");
    private final Options options;
    private final Handoff handoff;
    private final Bindings bindings;
    private final Answers answers;
    private final Departure departure;
    private final Deadline readyBy;
    /** We have the listeners from a predecessor, or from a stranger. */
    private final boolean succeeds;

    private final Set<SocketName> served = ConcurrentHashMap.newKeySet();
    private final OpenConnections open = new OpenConnections();
    /** Guarded by this, as is all below. */
    private final Map<String, Deadline> closed = new HashMap<>();

    private int sitting;
    private boolean published;
    /** Of the steward's thread. */
    private boolean waits;

    private Steward(Options options, Handoff handoff, Answers answers) {
        this.options = options;
        this.handoff = handoff;
        this.bindings = handoff.bindings();
        this.answers = answers;
        this.departure = new Departure(handoff, options.terms());
        this.succeeds = !handoff.isFirst() || !bindings.awaited().isEmpty();
        this.readyBy = Deadline.in(options.terms().readyWithin());
    }

    /** Asks the predecessor, if there is one. */
    static Steward open(Options options, Answers answers, Recorder recorder) throws IOException, InterruptedException {
        Options.Terms terms = options.terms();
        HandoffBuilder builder = Handoff.at(options.control())
                .boundByApplication()
                .handleSignals(false)
                .release(options.release())
                .allowRollback(options.allowsRollback())
                .startInBackground(options.startsInBackground())
                .probation(terms.probation())
                .drainDeadline(terms.grace())
                .readyWithin(terms.readyWithin().plus(MARGIN))
                .requestWait(terms.requestWait())
                .heartbeat(terms.silence().dividedBy(10), terms.silence());
        if (options.waitsToBeTold()) {
            builder.readyWhenTold();
        }
        options.stranger().ifPresent(stranger -> {
            builder.takeFrom(stranger.pid());
            stranger.end().ifPresent(builder::endTaken);
        });
        for (Place place : options.places()) {
            builder.listener(place.name(), place.text());
        }
        Steward steward = new Steward(options, builder.open(), answers);
        steward.start(recorder);
        return steward;
    }

    private void start(Recorder recorder) {
        handoff.measure(() -> 0, this::connections);
        if (succeeds) { // else we accept already
            handoff.warmUp(() -> new WarmUp(options.warmUp(), handoff, bindings).run(readyBy, recorder));
        }
        if (options.warmUp().isRecorded()) {
            recorder.of(bindings::listeners);
            handoff.recordRequests(recorder);
        }
        handoff.onYield(() -> answers.drain(served));
        handoff.onReclaim(answers::goOn);
        departure.prepare();
        bindings.awaited().forEach(listener -> served.add(listener.facts().name()));
        Thread thread = new Thread(this::watch, "handoff-steward");
        thread.setDaemon(true);
        thread.start();
    }

    private long connections() {
        try {
            return open.count(served);
        } catch (IOException e) {
            log.warn("connections can't be counted: {}", e.toString());
            return 1;
        }
    }

    // --- what the application binds

    /** The listener that a bind to {@code address} is for; empty if it is none that is to be handed over. */
    synchronized Optional<Place> placeOf(SocketAddress address) throws IOException {
        noteClosed();
        List<Place> chosen = options.places();
        if (!chosen.isEmpty() || !(address instanceof InetSocketAddress inet)) {
            return chosen.stream().filter(place -> place.isAskedBy(address)).findFirst();
        }
        Place place = Place.named(inet);
        Optional<String> granted = bindings.awaited().stream()
                .filter(listener ->
                        !place.isAnyPort() && place.isAt(listener.facts().name()))
                .map(NamedListener::name)
                .findFirst();
        return Optional.of(place.as(granted.orElseGet(() -> free(place.name()))));
    }

    // The second listener at any port is the second one in the next process too.
    private String free(String name) {
        List<String> taken = bindings.listeners().stream()
                .map(NamedListener::name)
                .filter(known -> bindings.awaited().stream()
                        .noneMatch(awaited -> awaited.name().equals(known)))
                .toList();
        return IntStream.iterate(1, count -> count + 1)
                .mapToObj(count -> count == 1 ? name : name + "-" + count)
                .filter(candidate -> !taken.contains(candidate))
                .findFirst()
                .orElseThrow();
    }

    /** Puts the application's channel on an awaited listener's seat; false if none is awaited at that place. */
    synchronized boolean take(Place place, Seat seat) throws IOException {
        for (NamedListener listener : bindings.awaited()) {
            if (listener.name().equals(place.name())
                    && place.isAt(listener.facts().name())) {
                bindings.take(listener.name(), seat);
                closed.remove(listener.name());
                sitting++;
                return true;
            }
        }
        return false;
    }

    /** The application has read the address of what it took. */
    synchronized void settle(Place place) throws IOException {
        sitting--;
        bindings.settle(place.name());
        log.info("listener {}: seated", place.name());
        notifyAll();
    }

    /** The application listens at a place of its own. */
    synchronized void add(Place place, Seat seat) {
        try {
            bindings.add(place.name(), seat);
            bindings.listeners().forEach(listener -> served.add(listener.facts().name()));
            log.info("listener {}: bound by the application", place.name());
        } catch (IOException | RuntimeException e) {
            log.warn("listener {} will not be handed over: {}", place.name(), e.getMessage());
        }
        notifyAll();
    }

    // --- on a thread of its own

    private void watch() {
        try {
            answers.rehearse();
        } catch (IllegalAccessException | RuntimeException | LinkageError e) {
            log.warn("what a drain needs could not be loaded beforehand: {}", e.toString());
        }
        try {
            while (!handoff.isYielded() || handoff.phase() == ProcessPhase.YIELDED) {
                look();
                rest();
            }
        } catch (InterruptedException nobodyMay) {
            Thread.currentThread().interrupt();
        }
    }

    private void look() throws InterruptedException {
        try {
            synchronized (this) {
                noteClosed();
                dropClosed();
            }
            if (handoff.phase() == ProcessPhase.STAGED) {
                advance();
            }
        } catch (IOException | RuntimeException e) {
            log.error("{}", e.toString());
        }
    }

    private void advance() throws IOException, InterruptedException {
        if (!succeeds) {
            if (bindings.listeners().size() > bindings.awaited().size()) {
                publish();
                handoff.ready();
                ApplicationMeters.bind(handoff);
            }
        } else if (isWhole() && isToldReady()) {
            ApplicationMeters.bind(handoff); // 25 ms, which would be those of the first requests
            try {
                handoff.ready();
            } catch (IOException e) {
                bindings.abandon("not READY: " + e.getMessage());
            }
        } else if (readyBy.isPast()) {
            long seconds = options.terms().readyWithin().toSeconds();
            bindings.abandon(
                    isWhole()
                            ? "nobody said that the application is ready within " + seconds + " s"
                            : "the application did not bind " + missing() + " within " + seconds + " s");
        }
    }

    /** The application has said so, or handoff-client, if that is what READY waits for. */
    private boolean isToldReady() {
        if (!options.waitsToBeTold() || handoff.isReadyTold() || Boolean.getBoolean(APPLICATION_READY)) {
            return true;
        }
        if (!waits) {
            waits = true;
            log.info("generation {} waits to be told READY", handoff.generation());
            handoff.progress("waits to be told READY");
        }
        return false;
    }

    private void publish() throws IOException, InterruptedException {
        if (!published) {
            published = true;
            bindings.publish();
        }
    }

    /** Every listener that the predecessor had is bound, and listens. */
    private synchronized boolean isWhole() {
        return sitting == 0 && bindings.awaited().isEmpty();
    }

    private String missing() {
        return bindings.awaited().stream()
                .map(listener -> listener.name() + " (" + listener.facts().name() + ")")
                .toList()
                .toString();
    }

    private void noteClosed() throws IOException {
        for (String name : bindings.awaitLost()) {
            closed.put(name, Deadline.in(REBIND));
            log.info("listener {}: the application has closed its channel", name);
        }
    }

    private void dropClosed() {
        if (handoff.phase() != ProcessPhase.OWNER) {
            return; // a predecessor's is not ours to close, and one that is on offer may be accepted from elsewhere
        }
        closed.entrySet().removeIf(entry -> {
            boolean isGone = entry.getValue().isPast();
            if (isGone) {
                bindings.drop(entry.getKey());
                log.info("listener {}: closed", entry.getKey());
            }
            return isGone;
        });
    }

    private synchronized void rest() throws InterruptedException {
        TimeUnit.NANOSECONDS.timedWait(this, LOOK.toNanos());
    }
}
