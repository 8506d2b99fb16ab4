package dev.handoff.client;

import dev.handoff.fd.Deadline;
import dev.handoff.fd.Errno;
import dev.handoff.fd.ErrnoException;
import dev.handoff.fd.PeerCredentials;
import dev.handoff.fd.TimeoutException;
import dev.handoff.fd.UnixStream;
import dev.handoff.phase.Phases;
import dev.handoff.phase.SuccessorPhase;
import dev.handoff.telemetry.PhaseSpans;
import dev.handoff.wire.Frame;
import dev.handoff.wire.FrameChannel;
import dev.handoff.wire.Manifest;
import dev.handoff.wire.Messages;
import dev.handoff.wire.NamedListener;
import dev.handoff.wire.Negotiation;
import dev.handoff.wire.ProtocolException;
import dev.handoff.wire.RefusedException;
import dev.handoff.wire.Testimony;
import dev.handoff.wire.v1.Envelope;
import dev.handoff.wire.v1.Envelope.MessageCase;
import dev.handoff.wire.v1.Grant;
import dev.handoff.wire.v1.HandoffRecord;
import dev.handoff.wire.v1.Inspect;
import dev.handoff.wire.v1.RefusalCode;
import dev.handoff.wire.v1.Rollback;
import dev.handoff.wire.v1.RollingBack;
import dev.handoff.wire.v1.Status;
import dev.handoff.wire.v1.TellReady;
import dev.handoff.wire.v1.Welcome;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection to the owner of a control path.
 *
 * <p>One of {@link #status()} or {@link #request} may be asked of it. A granted {@link Lease} takes the connection over;
 * otherwise {@link #close()} ends it.
 */
public final class HandoffClient implements AutoCloseable {
    /** For a peer to answer what needs no waiting: a JVM that is not hung does so in far less. */
    private static final Duration ANSWER = Duration.ofSeconds(10);
    /** For a successor to say that it has heard a word: its heartbeats may be seconds apart. */
    private static final Duration TOLD = Duration.ofSeconds(60);

    private static final Logger LOG = LoggerFactory.getLogger(HandoffClient.class);

    private final FrameChannel channel;
    private final Welcome welcome;

    private final Phases<SuccessorPhase> phases;
    /** Of a grant that broke off; ours to close until somebody takes them. */
    private final List<NamedListener> partial = new ArrayList<>();

    private HandoffClient(FrameChannel channel, Welcome welcome, Phases<SuccessorPhase> phases) {
        this.channel = channel;
        this.welcome = welcome;
        this.phases = phases;
    }

    /** As {@link #connect(Path, Identity, Duration, Trust)}, trusting ourselves and root. */
    public static HandoffClient connect(Path control, Identity identity, Duration timeout) throws IOException {
        return connect(control, identity, timeout, Trust.OURSELVES);
    }

    /**
     * Connects and greets.
     *
     * @param timeout for the connection and the greeting together
     * @throws NoPredecessorException if nobody answers at the path
     * @throws ControlPathException if the path is not a socket, or its folder is not private
     * @throws dev.handoff.fd.PathTooLongException over 107 bytes
     * @throws RefusedException NOT_PERMITTED if we are not let in or the owner is a user we do not trust, VERSION
     * @throws TimeoutException if somebody holds the socket and does not answer
     */
    public static HandoffClient connect(Path control, Identity identity, Duration timeout, Trust trust)
            throws IOException {
        Deadline deadline = Deadline.in(timeout);
        Phases<SuccessorPhase> phases = phases(identity);
        FrameChannel channel = new FrameChannel(dial(control, timeout));
        boolean done = false;
        try {
            PeerCredentials peer = channel.stream().peer();
            if (!trust.admits(peer.uid())) {
                throw new RefusedException(
                        RefusalCode.NOT_PERMITTED,
                        control + " is answered by uid " + peer.uid() + ", neither ours nor root's; not asked");
            }
            HandoffClient client = new HandoffClient(channel, greet(channel, identity, deadline), phases);
            done = true;
            return client;
        } catch (TimeoutException e) {
            throw new TimeoutException(control + ": whoever holds the socket did not greet us within "
                    + timeout.toMillis() + " ms (" + e.getMessage() + ")");
        } finally {
            if (!done) {
                channel.close();
            }
        }
    }

    private static Phases<SuccessorPhase> phases(Identity identity) {
        PhaseSpans spans = new PhaseSpans(
                "successor", SuccessorPhase.CONNECTING.name(), () -> "a successor" + identity.inBrackets());
        return new Phases<>(SuccessorPhase.CONNECTING, InstantSource.system(), (from, to) -> {
            LOG.debug("exchange{}: {} -> {}", identity.inBrackets(), from, to);
            spans.entered(to.name(), to.isLast());
        });
    }

    private static UnixStream dial(Path control, Duration timeout) throws IOException {
        try {
            UnixStream stream = UnixStream.connect(control, timeout);
            try {
                ControlDirectory.requirePrivate(control);
                return stream;
            } catch (IOException | RuntimeException e) {
                stream.close();
                throw e;
            }
        } catch (ErrnoException e) {
            if (e.is(Errno.ECONNREFUSED, Errno.ENOENT, Errno.ENOTDIR, Errno.EPROTOTYPE, Errno.ENOTSOCK)) {
                ControlDirectory.hasSocket(control);
                throw new NoPredecessorException("no predecessor answers at " + control + " (" + e.getMessage() + ")");
            }
            if (e.is(Errno.EACCES, Errno.EPERM)) {
                throw new ControlPathException(control + ": " + e.getMessage(), true);
            }
            throw e;
        }
    }

    private static Welcome greet(FrameChannel channel, Identity identity, Deadline deadline) throws IOException {
        Envelope.Builder hello = Envelope.newBuilder();
        hello.setHello(Negotiation.hello()
                .setRelease(identity.release())
                .setInstance(identity.instance())
                .addFeatures(Negotiation.TELL_READY));
        try {
            channel.send(hello, deadline);
        } catch (ErrnoException refusedBeforeWeSpoke) {
            // A peer that refuses at once has closed by now; its reason is still to be read.
            if (!refusedBeforeWeSpoke.is(Errno.EPIPE, Errno.ECONNRESET)) {
                throw refusedBeforeWeSpoke;
            }
        }
        try (Frame frame = Messages.expectBare(channel.receive(deadline), MessageCase.WELCOME)) {
            Welcome welcome = frame.envelope().getWelcome();
            Negotiation.accept(welcome);
            return welcome;
        }
    }

    /** The owner's generation when it greeted us. */
    public long generation() {
        return welcome.getGeneration();
    }

    /** True if who answered keeps listeners for others: see {@link StoreClient}. */
    public boolean isStore() {
        return welcome.getFeaturesList().contains(Negotiation.STORE);
    }

    /** Names the process that answered. */
    public String instance() {
        return welcome.getInstance();
    }

    /** The connection, for whoever speaks the messages himself; closing it is closing this. */
    public FrameChannel channel() {
        return channel;
    }

    /** How the owner is. It answers at once, whatever exchange is open. */
    public Status status() throws IOException {
        Deadline deadline = Deadline.in(ANSWER);
        channel.send(Envelope.newBuilder().setInspect(Inspect.getDefaultInstance()), deadline);
        return receiveStatus(deadline);
    }

    /**
     * Tells whoever waits to be told that it is READY: the successor of the owner, or the owner itself if it is not READY yet.
     *
     * @return the owner's status once the other has heard it
     * @throws RefusedException NOT_AWAITED if nobody waits for that word
     * @throws ProtocolException if the owner's version does not know of it
     */
    public Status tellReady() throws IOException {
        if (!welcome.getFeaturesList().contains(Negotiation.TELL_READY)) {
            throw new ProtocolException("generation " + generation() + " is of a version that passes no READY on");
        }
        Deadline deadline = Deadline.in(TOLD);
        channel.send(Envelope.newBuilder().setTellReady(TellReady.getDefaultInstance()), deadline);
        return receiveStatus(deadline);
    }

    /** True if who answered tells its history, and when there is news. */
    public boolean isWatchable() {
        return welcome.getFeaturesList().contains(Negotiation.WATCH);
    }

    /**
     * The last handoffs across generations, newest first; at most 50.
     *
     * @throws ProtocolException if the owner's version keeps none
     */
    public List<HandoffRecord> history() throws IOException {
        if (!isWatchable()) {
            throw new ProtocolException("generation " + generation() + " is of a version that keeps no history");
        }
        Deadline deadline = Deadline.in(ANSWER);
        Envelope.Builder inspect = Envelope.newBuilder();
        inspect.getInspectBuilder().setHistory(true);
        channel.send(inspect, deadline);
        return Testimony.history(receiveStatus(deadline).getHistoryList());
    }

    /**
     * How the owner is, as soon as there is news; an owner of an older version answers at once.
     *
     * @param seen the number of the status that is known already, {@link Status#getChange}
     * @param patience after that it answers in any case; 10 s at the most
     */
    public Status awaitNews(long seen, Duration patience) throws IOException {
        Deadline deadline = Deadline.in(ANSWER.plus(patience));
        Envelope.Builder inspect = Envelope.newBuilder();
        inspect.getInspectBuilder().setSeen(seen).setWaitMillis((int) patience.toMillis());
        channel.send(inspect, deadline);
        return receiveStatus(deadline);
    }

    /**
     * Has the owner start its last good release before the present one. What comes of it is the owner's to say later.
     *
     * @return what it has begun
     * @throws RefusedException NO_WAY_BACK if it starts no releases itself, or has none to go back to; BUSY while a successor
     *     is taking over
     */
    public RollingBack rollBack() throws IOException {
        if (!welcome.getFeaturesList().contains(Negotiation.ROLLBACK)) {
            throw new RefusedException(
                    RefusalCode.NO_WAY_BACK,
                    "generation " + generation()
                            + " fetches no releases (handoff-server run --watch), so it knows none to go"
                            + " back to; start the release before with --allow-rollback, and it takes over");
        }
        Deadline deadline = Deadline.in(ANSWER);
        channel.send(Envelope.newBuilder().setRollback(Rollback.getDefaultInstance()), deadline);
        try (Frame frame = Messages.expectBare(channel.receive(deadline), MessageCase.ROLLING_BACK)) {
            return frame.envelope().getRollingBack();
        }
    }

    private Status receiveStatus(Deadline deadline) throws IOException {
        Status.Builder whole = Status.newBuilder();
        boolean isMore;
        do {
            try (Frame frame = Messages.expectBare(channel.receive(deadline), MessageCase.STATUS)) {
                Status part = frame.envelope().getStatus();
                isMore = part.getMore();
                whole.mergeFrom(part);
            }
        } while (isMore);
        return whole.clearMore().build();
    }

    /**
     * Asks for the listeners and checks each descriptor that comes against the manifest.
     *
     * @throws RefusedException BUSY, NOT_PERMITTED, UNKNOWN_LISTENER, OLDER_RELEASE, DRAINING
     * @throws EOFException if the predecessor ended, or retired, before it had granted all: see {@link #takePartial}
     * @throws ProtocolException if what came is not what the manifest says; every descriptor is closed
     * @throws ForeignNetworkException if one is of another network namespace, and that is not allowed; all were given back
     */
    public Lease request(RequestTerms terms) throws IOException {
        Envelope.Builder request = Envelope.newBuilder();
        request.getRequestBuilder()
                .addAllListeners(terms.listeners())
                .setWaitMillis(terms.patience().toMillis())
                .setReadyWithinMillis(terms.readyWithin().toMillis())
                .setAllowRollback(terms.allowRollback())
                .setSupervised(Supervision.isOfThisProcess())
                .setStore(terms.isStore());
        phases.advance(SuccessorPhase.REQUESTING);
        channel.send(request, Deadline.in(ANSWER));
        List<NamedListener> listeners = new ArrayList<>();
        boolean granted = false;
        try {
            Grant first = receiveGrants(listeners, terms.patience().plus(ANSWER));
            Manifest.requireDistinct(listeners);
            requireAll(terms.listeners(), listeners);
            phases.advance(SuccessorPhase.STAGED);
            Lease lease = new Lease(channel, welcome, first, listeners, phases);
            if (!terms.allowForeignNetwork()) {
                refuseForeign(lease);
            }
            granted = true;
            return lease;
        } catch (EOFException | ErrnoException brokeOff) {
            partial.addAll(listeners);
            listeners.clear();
            throw brokeOff;
        } finally {
            if (!granted) {
                listeners.forEach(NamedListener::close);
                phases.advanceIf(SuccessorPhase.REQUESTING, SuccessorPhase.FAILED);
            }
        }
    }

    private static void refuseForeign(Lease lease) throws IOException {
        try {
            ForeignNetworkException.require(lease.listeners());
        } catch (IOException e) {
            lease.abort(String.valueOf(e.getMessage()));
            throw e;
        }
    }

    /**
     * What had come of a grant when its connection ended. If the predecessor is dead nobody else may hold them, and the
     * connections that wait at them are lost once they are closed. The caller's to close.
     */
    public List<NamedListener> takePartial() {
        List<NamedListener> taken = List.copyOf(partial);
        partial.clear();
        return taken;
    }

    private Grant receiveGrants(List<NamedListener> into, Duration patience) throws IOException {
        Deadline deadline = Deadline.in(patience);
        try {
            Grant first = receiveGrant(into, 0, deadline);
            for (int part = 1; part < first.getParts(); part++) {
                receiveGrant(into, part, Deadline.in(ANSWER));
            }
            return first;
        } catch (TimeoutException e) {
            throw new TimeoutException("the predecessor, generation " + generation() + ", greeted and then sent no "
                    + (deadline.isPast() ? "grant within " + patience.toMillis() + " ms" : "whole grant") + " ("
                    + e.getMessage() + ")");
        }
    }

    private Grant receiveGrant(List<NamedListener> into, int part, Deadline deadline) throws IOException {
        Frame frame = Messages.expect(channel.receive(deadline), MessageCase.GRANT);
        Grant grant = frame.envelope().getGrant();
        if (grant.getPart() != part) {
            frame.close();
            throw new ProtocolException("expected part " + part + " of the grant, got " + grant.getPart());
        }
        into.addAll(Manifest.check(grant.getListenersList(), frame.descriptors()));
        return grant;
    }

    private static void requireAll(List<String> asked, List<NamedListener> granted) throws ProtocolException {
        Set<String> came = granted.stream().map(NamedListener::name).collect(Collectors.toSet());
        for (String name : asked) {
            if (!came.contains(name)) {
                throw new ProtocolException("asked for listener " + name + ", which was not in the grant");
            }
        }
    }

    /** Ends the connection, unless a lease has taken it over; the lease is then what to close. */
    @Override
    public void close() {
        takePartial().forEach(NamedListener::close);
        channel.close();
    }
}
