package dev.handoff.server;

import dev.handoff.fd.Deadline;
import dev.handoff.fd.OwnedFd;
import dev.handoff.fd.PeerCredentials;
import dev.handoff.phase.ProcessPhase;
import dev.handoff.telemetry.Rehearsing;
import dev.handoff.wire.Frame;
import dev.handoff.wire.FrameChannel;
import dev.handoff.wire.Manifest;
import dev.handoff.wire.Messages;
import dev.handoff.wire.NamedListener;
import dev.handoff.wire.RefusedException;
import dev.handoff.wire.v1.Deleted;
import dev.handoff.wire.v1.Envelope;
import dev.handoff.wire.v1.RefusalCode;
import dev.handoff.wire.v1.Retrieved;
import dev.handoff.wire.v1.Stored;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;

/**
 * Where a store takes listeners in and gives duplicates out. A process that is no store refuses, whoever asks.
 *
 * <p>While another process is granted what is kept, nothing is taken in and nothing deleted: it would not be known there.
 */
final class Counter {
    private static final Duration SEND = Duration.ofSeconds(5);

    private final Logger log = Rehearsing.log(Counter.class);
    private final Estate estate;
    private final BooleanSupplier isExchanging;

    Counter(Estate estate, BooleanSupplier isExchanging) {
        this.estate = estate;
        this.isExchanging = isExchanging;
    }

    private Keeping keeping() throws RefusedException {
        return estate.keeping()
                .orElseThrow(() ->
                        new RefusedException(RefusalCode.NOT_PERMITTED, "this process keeps no listeners for others"));
    }

    /** Takes in duplicates of what came with the frame, which is still the caller's to close. */
    void store(FrameChannel channel, PeerCredentials peer, Frame frame) throws IOException {
        List<NamedListener> came = Manifest.check(frame.envelope().getStore().getListenersList(), duplicates(frame));
        takeIn(came, peer);
        channel.send(Envelope.newBuilder().setStored(Stored.getDefaultInstance()), Deadline.in(SEND));
    }

    private static List<OwnedFd> duplicates(Frame frame) throws IOException {
        List<OwnedFd> duplicates = new ArrayList<>();
        try {
            for (OwnedFd each : frame.descriptors()) {
                duplicates.add(each.duplicate());
            }
            return duplicates;
        } catch (IOException | RuntimeException e) {
            OwnedFd.closeAll(duplicates);
            throw e;
        }
    }

    private synchronized void takeIn(List<NamedListener> came, PeerCredentials peer) throws IOException {
        int taken = 0;
        try {
            Manifest.requireDistinct(came);
            Keeping keeping = keeping();
            for (NamedListener listener : came) {
                requireFree(keeping, listener);
            }
            requireQuiet();
            for (NamedListener listener : came) {
                taken++;
                take(keeping, listener, peer);
            }
            // An exchange may have begun meanwhile, and granted them or not.
            requireQuiet();
        } finally {
            came.subList(taken, came.size()).forEach(NamedListener::close);
        }
    }

    private void take(Keeping keeping, NamedListener listener, PeerCredentials peer) {
        if (find(keeping, listener.name()).isPresent()) {
            listener.close();
            return;
        }
        keeping.keep(listener);
        log.info(
                "listener {} at {} is kept for uid {}",
                listener.name(),
                listener.facts().name(),
                peer.uid());
    }

    private static void requireFree(Keeping keeping, NamedListener listener) throws RefusedException {
        Optional<NamedListener> found = find(keeping, listener.name());
        if (found.isPresent()
                && found.get().facts().cookie() != listener.facts().cookie()) {
            throw new RefusedException(
                    RefusalCode.NOT_PERMITTED,
                    "listener \"" + listener.name() + "\" is kept already, at "
                            + found.get().facts().name() + "; it is to be deleted first");
        }
    }

    private static Optional<NamedListener> find(Keeping keeping, String name) {
        return keeping.kept().stream()
                .filter(listener -> listener.name().equals(name))
                .findFirst();
    }

    private void requireQuiet() throws RefusedException {
        if (isExchanging.getAsBoolean()) {
            throw new RefusedException(RefusalCode.BUSY, "the store is being handed over; ask again");
        }
        requireOpen();
    }

    private void requireOpen() throws RefusedException {
        if (estate.phases().isIn(ProcessPhase.RETIRED)) {
            throw new RefusedException(RefusalCode.DRAINING, "the store was handed over; ask again");
        }
    }

    /** Gives duplicates out. */
    void retrieve(FrameChannel channel, List<String> names) throws IOException {
        Keeping keeping = keeping();
        requireOpen();
        List<NamedListener> all = Offer.of(keeping.kept(), names).listeners();
        List<List<NamedListener>> parts = Manifest.parts(all);
        if (parts.isEmpty()) {
            parts = List.of(List.of());
        }
        for (int part = 0; part < parts.size(); part++) {
            List<NamedListener> these = parts.get(part);
            Retrieved.Builder retrieved = Retrieved.newBuilder().setPart(part).setParts(parts.size());
            for (int position = 0; position < these.size(); position++) {
                retrieved.addListeners(Manifest.entry(these.get(position), position));
            }
            channel.send(
                    Envelope.newBuilder().setRetrieved(retrieved),
                    these.stream().map(NamedListener::fd).toList(),
                    Deadline.in(SEND));
        }
    }

    /** Lets go, of all of them or none. */
    void delete(FrameChannel channel, PeerCredentials peer, List<String> names) throws IOException {
        letGo(keeping(), names);
        log.info(
                "listeners {} are not kept any more, by the word of uid {}",
                Messages.oneLine(names.toString()),
                peer.uid());
        channel.send(Envelope.newBuilder().setDeleted(Deleted.getDefaultInstance()), Deadline.in(SEND));
    }

    private synchronized void letGo(Keeping keeping, List<String> names) throws IOException {
        requireQuiet();
        if (!names.isEmpty()) {
            Offer.of(keeping.kept(), names); // each is there
        }
        names.forEach(keeping::forget);
    }
}
