package dev.handoff.server;

import dev.handoff.client.Identity;
import dev.handoff.fd.Deadline;
import dev.handoff.fd.PeerCredentials;
import dev.handoff.fd.TimeoutException;
import dev.handoff.fd.TruncatedException;
import dev.handoff.telemetry.Rehearsing;
import dev.handoff.wire.Frame;
import dev.handoff.wire.FrameChannel;
import dev.handoff.wire.Messages;
import dev.handoff.wire.Negotiation;
import dev.handoff.wire.ProtocolException;
import dev.handoff.wire.RefusedException;
import dev.handoff.wire.Testimony;
import dev.handoff.wire.v1.Envelope;
import dev.handoff.wire.v1.Hello;
import dev.handoff.wire.v1.Inspect;
import dev.handoff.wire.v1.Listener;
import dev.handoff.wire.v1.RefusalCode;
import dev.handoff.wire.v1.Request;
import dev.handoff.wire.v1.RollingBack;
import dev.handoff.wire.v1.Status;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.slf4j.Logger;

/**
 * Where every connection starts: who is it, which version does it speak, what does it want. Whatever it does wrong it is
 * told, and it alone.
 */
final class Reception {
    private static final Duration GREETING = Duration.ofSeconds(10);
    private static final Duration IDLE = Duration.ofSeconds(60);
    private static final Duration SEND = Duration.ofSeconds(2);
    /** A label goes into the lineage, and with it into every later grant. */
    private static final int MOST_LABEL = 128;

    private static final int LISTENERS_IN_A_STATUS = 64;
    /** For news: whoever has hung up meanwhile is noticed by then. */
    private static final Duration MOST_WAIT = Duration.ofSeconds(10);

    private final Logger log = Rehearsing.log(Reception.class);
    private final RefusalLog refusals = new RefusalLog(log);
    private final Estate estate;
    private final ServerTerms terms;
    private final ExchangeLine line;
    private final Drainers drainers;
    private final Generations generations;
    private final Supplier<Status> status;
    private final Counter counter;

    /** Numbers for successors. */
    interface Generations {
        /** The next number; with {@code isSpent}, it is used up. */
        long next(boolean isSpent);
    }

    Reception(
            Estate estate,
            ServerTerms terms,
            ExchangeLine line,
            Drainers drainers,
            Generations generations,
            Supplier<Status> status) {
        this.estate = estate;
        this.terms = terms;
        this.line = line;
        this.drainers = drainers;
        this.generations = generations;
        this.status = status;
        this.counter = new Counter(estate, () -> line.present().isPresent());
    }

    /** Serves a connection to its end. The caller closes it. */
    void serve(FrameChannel channel, PeerCredentials credentials) {
        try {
            if (!terms.trust().admits(credentials.uid())) {
                throw new RefusedException(
                        RefusalCode.NOT_PERMITTED,
                        "uid " + credentials.uid() + " is neither this process's user, root, nor on the allow-list");
            }
            converse(channel, credentials);
        } catch (RefusedException e) {
            refusals.refused(credentials, e.code() + " " + e.getMessage());
            refuse(channel, Envelope.newBuilder().setRefused(e.message()));
        } catch (ProtocolException | TruncatedException e) {
            refusals.refused(credentials, "PROTOCOL " + e.getMessage());
            refuse(channel, RefusalCode.PROTOCOL, Objects.toString(e.getMessage(), ""));
        } catch (TimeoutException e) {
            refusals.refused(credentials, "PROTOCOL nothing was said for too long");
            refuse(channel, RefusalCode.PROTOCOL, "nothing was said for too long");
        } catch (RuntimeException e) {
            log.error("pid {}: its connection failed", credentials.pid(), e);
            refuse(channel, RefusalCode.PROTOCOL, "this side failed: " + e);
        } catch (IOException gone) {
            log.debug("pid {} is gone: {}", credentials.pid(), gone.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void converse(FrameChannel channel, PeerCredentials credentials) throws IOException, InterruptedException {
        Identity peer = greet(channel);
        while (true) {
            try (Frame frame = channel.receive(Deadline.in(IDLE))) {
                if (frame.kind() == Envelope.MessageCase.STORE) {
                    // What is kept is duplicated: the frame's own are closed with it.
                    counter.store(channel, credentials, frame);
                    continue;
                }
                requireNoDescriptors(frame);
                switch (frame.kind()) {
                    case RETRIEVE ->
                        counter.retrieve(channel, frame.envelope().getRetrieve().getListenersList());
                    case DELETE ->
                        counter.delete(
                                channel,
                                credentials,
                                frame.envelope().getDelete().getListenersList());
                    case INSPECT -> inspect(channel, frame.envelope().getInspect());
                    case TELL_READY -> {
                        readyWord().say(Deadline.in(terms.heartbeat().plus(terms.silence())));
                        tell(channel, status.get());
                    }
                    case ROLLBACK -> goBack(channel, credentials);
                    case REQUEST -> {
                        exchange(channel, credentials, peer, frame.envelope().getRequest());
                        return;
                    }
                    case DRAINING -> {
                        drainers.follow(channel, frame.envelope().getDraining());
                        return;
                    }
                    default -> throw new ProtocolException("not understood here: " + Messages.name(frame.envelope()));
                }
            }
        }
    }

    private void inspect(FrameChannel channel, Inspect inspect) throws IOException, InterruptedException {
        long wait = Math.min(MOST_WAIT.toMillis(), Integer.toUnsignedLong(inspect.getWaitMillis()));
        if (wait > 0) {
            estate.chronicle().await(inspect.getSeen(), Deadline.in(Duration.ofMillis(wait)));
        }
        Status.Builder whole = status.get().toBuilder();
        if (inspect.getHistory()) {
            whole.addAllHistory(
                    Testimony.within(Testimony.MOST_BYTES, estate.chronicle().history()));
        }
        tell(channel, whole.build());
    }

    private void goBack(FrameChannel channel, PeerCredentials credentials) throws IOException {
        WayBack way = estate.wayBack()
                .orElseThrow(() -> new RefusedException(
                        RefusalCode.NO_WAY_BACK,
                        "this process starts no releases itself, so it knows none to go back to"));
        if (line.present().isPresent()) {
            throw new RefusedException(
                    RefusalCode.BUSY, "a successor is taking over; what it is undone by is its own end");
        }
        RollingBack begun = way.begin();
        log.info(
                "pid {} (uid {}) asks to go back: {} -> {}",
                credentials.pid(),
                credentials.uid(),
                begun.getFrom(),
                begun.getTo());
        channel.send(Envelope.newBuilder().setRollingBack(begun), Deadline.in(SEND));
    }

    private ReadyWord readyWord() {
        return line.present().map(Exchange::readyWord).orElseGet(estate::readyWord);
    }

    // A frame holds some hundred listeners, so those of a larger status follow by themselves; and so does a history.
    private static void tell(FrameChannel channel, Status whole) throws IOException {
        List<Listener> listeners = whole.getListenersList();
        Status.Builder part = whole.toBuilder().clearListeners().clearHistory();
        int from = 0;
        boolean isMore;
        do {
            int to = Math.min(listeners.size(), from + LISTENERS_IN_A_STATUS);
            isMore = to < listeners.size() || whole.getHistoryCount() > 0;
            part.addAllListeners(listeners.subList(from, to)).setMore(isMore);
            channel.send(Envelope.newBuilder().setStatus(part), Deadline.in(SEND));
            part = Status.newBuilder();
            from = to;
        } while (from < listeners.size());
        if (isMore) {
            channel.send(
                    Envelope.newBuilder().setStatus(part.addAllHistory(whole.getHistoryList())), Deadline.in(SEND));
        }
    }

    private Identity greet(FrameChannel channel) throws IOException {
        Hello hello;
        try (Frame frame = Messages.expect(channel.receive(Deadline.in(GREETING)), Envelope.MessageCase.HELLO)) {
            requireNoDescriptors(frame);
            hello = frame.envelope().getHello();
        }
        if (hello.getRelease().length() > MOST_LABEL || hello.getInstance().length() > MOST_LABEL) {
            throw new ProtocolException("a release or instance of more than " + MOST_LABEL + " characters");
        }
        Envelope.Builder welcome = Envelope.newBuilder();
        welcome.getWelcomeBuilder()
                .setVersion(Negotiation.agree(hello))
                .setGeneration(estate.generation())
                .setRelease(estate.identity().release())
                .setInstance(estate.identity().instance())
                .addFeatures(Negotiation.TELL_READY)
                .addFeatures(Negotiation.WATCH);
        if (estate.keeping().isPresent()) {
            welcome.getWelcomeBuilder().addFeatures(Negotiation.STORE);
        }
        if (estate.wayBack().isPresent()) {
            welcome.getWelcomeBuilder().addFeatures(Negotiation.ROLLBACK);
        }
        channel.send(welcome, Deadline.in(SEND));
        return new Identity(hello.getRelease(), hello.getInstance());
    }

    private void exchange(FrameChannel channel, PeerCredentials credentials, Identity peer, Request request)
            throws IOException, InterruptedException {
        try (SuccessorProcess process = SuccessorProcess.of(channel.stream(), credentials.pid())) {
            Exchange exchange = new Exchange(estate, terms, channel, peer, process);
            try {
                exchange(exchange, channel, request);
            } catch (RefusedException e) {
                estate.refused(exchange.account().refusal(e.code(), String.valueOf(e.getMessage())));
                throw e;
            }
        }
    }

    private void exchange(Exchange exchange, FrameChannel channel, Request request)
            throws IOException, InterruptedException {
        if (estate.keeping().isPresent() && !request.getStore()) {
            throw new RefusedException(
                    RefusalCode.NOT_PERMITTED,
                    "this process keeps listeners for others; they are to be retrieved, not taken over");
        }
        // Unsigned on the wire: what looks negative is more than anyone waits.
        long wait = request.getWaitMillis() < 0 ? Long.MAX_VALUE : request.getWaitMillis();
        line.enter(exchange, channel.stream(), Deadline.in(Duration.ofMillis(wait)));
        try {
            exchange.run(request, generations.next(false));
        } finally {
            if (exchange.isCommitted()) {
                generations.next(true);
            }
            line.leave(exchange);
        }
        exchange.settle();
    }

    private static void requireNoDescriptors(Frame frame) throws ProtocolException {
        if (!frame.descriptors().isEmpty()) {
            throw new ProtocolException(Messages.name(frame.envelope()) + " with "
                    + frame.descriptors().size() + " descriptors");
        }
    }

    private void refuse(FrameChannel channel, RefusalCode code, String sentence) {
        refuse(channel, Messages.refused(code, sentence));
    }

    private void refuse(FrameChannel channel, Envelope.Builder refusal) {
        try {
            channel.send(refusal, Deadline.in(SEND));
        } catch (IOException gone) {
            log.debug("a refusal was not heard: {}", gone.getMessage());
        }
    }
}
