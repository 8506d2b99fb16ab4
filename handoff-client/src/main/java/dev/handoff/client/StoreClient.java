package dev.handoff.client;

import dev.handoff.fd.Deadline;
import dev.handoff.wire.Frame;
import dev.handoff.wire.Manifest;
import dev.handoff.wire.Messages;
import dev.handoff.wire.NamedListener;
import dev.handoff.wire.v1.Envelope;
import dev.handoff.wire.v1.Envelope.MessageCase;
import dev.handoff.wire.v1.Listener;
import dev.handoff.wire.v1.Retrieved;
import dev.handoff.wire.v1.Store;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A connection to a store: a process that keeps duplicates of listeners for others, and accepts from none of them. While it
 * has one, connections wait at it, whatever becomes of the process that serves.
 *
 * <p>Hazard: a listener that is kept and that nobody serves again lets clients wait for ever. Delete what is not to come back.
 */
public final class StoreClient implements AutoCloseable {
    private static final Duration ANSWER = Duration.ofSeconds(10);

    private final HandoffClient client;

    private StoreClient(HandoffClient client) {
        this.client = client;
    }

    /**
     * Connects and greets, as {@link HandoffClient#connect(Path, Identity, Duration, Trust)} does.
     *
     * @throws NoStoreException if who answers is no store
     */
    public static StoreClient connect(Path control, Identity identity, Duration timeout, Trust trust)
            throws IOException {
        HandoffClient client = HandoffClient.connect(control, identity, timeout, trust);
        if (!client.isStore()) {
            client.close();
            throw new NoStoreException(control);
        }
        return new StoreClient(client);
    }

    private static Deadline soon() {
        return Deadline.in(ANSWER);
    }

    /** What it keeps, without descriptors. */
    public List<Listener> list() throws IOException {
        return client.status().getListenersList();
    }

    /**
     * Has it keep duplicates. Of a socket that it has under that name already it keeps no second one. All are still the
     * caller's.
     *
     * @throws dev.handoff.wire.RefusedException BUSY if the store is just being replaced, NOT_PERMITTED if it has another
     *     socket under one of the names: that is to be deleted first
     */
    public void store(List<NamedListener> listeners) throws IOException {
        for (List<NamedListener> part : Manifest.parts(listeners)) {
            Store.Builder store = Store.newBuilder();
            for (int position = 0; position < part.size(); position++) {
                store.addListeners(Manifest.entry(part.get(position), position));
            }
            client.channel()
                    .send(
                            Envelope.newBuilder().setStore(store),
                            part.stream().map(NamedListener::fd).toList(),
                            soon());
            await(MessageCase.STORED);
        }
    }

    /**
     * Duplicates of those of these names, or of all if there is none; the caller's to close. The store keeps its own.
     *
     * @throws dev.handoff.wire.RefusedException UNKNOWN_LISTENER if one is not there
     * @throws dev.handoff.wire.ProtocolException if what came is not what the manifest says; every descriptor is closed
     */
    public List<NamedListener> retrieve(List<String> names) throws IOException {
        Envelope.Builder retrieve = Envelope.newBuilder();
        retrieve.getRetrieveBuilder().addAllListeners(names);
        client.channel().send(retrieve, soon());
        List<NamedListener> all = new ArrayList<>();
        boolean whole = false;
        try {
            int parts;
            int part = 0;
            do {
                Frame frame = Messages.expect(client.channel().receive(soon()), MessageCase.RETRIEVED);
                Retrieved retrieved = frame.envelope().getRetrieved();
                all.addAll(Manifest.check(retrieved.getListenersList(), frame.descriptors()));
                parts = retrieved.getParts();
                part++;
            } while (part < parts);
            Manifest.requireDistinct(all);
            whole = true;
            return all;
        } finally {
            if (!whole) {
                all.forEach(NamedListener::close);
            }
        }
    }

    /**
     * Has it let go of those.
     *
     * @throws dev.handoff.wire.RefusedException UNKNOWN_LISTENER if one is not there, BUSY; nothing was deleted
     */
    public void delete(List<String> names) throws IOException {
        Envelope.Builder delete = Envelope.newBuilder();
        delete.getDeleteBuilder().addAllListeners(names);
        client.channel().send(delete, soon());
        await(MessageCase.DELETED);
    }

    private void await(MessageCase answer) throws IOException {
        Messages.expectBare(client.channel().receive(soon()), answer).close();
    }

    @Override
    public void close() {
        client.close();
    }
}
