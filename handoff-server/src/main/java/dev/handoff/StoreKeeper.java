package dev.handoff;

import dev.handoff.client.NoPredecessorException;
import dev.handoff.client.StoreClient;
import dev.handoff.telemetry.Rehearsing;
import dev.handoff.wire.NamedListener;
import dev.handoff.wire.v1.Listener;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;

/** A store of ours, at its control path. Without it serving goes on. */
final class StoreKeeper implements Keeper {
    private static final Duration CONNECT = Duration.ofSeconds(5);

    private final Logger log = Rehearsing.log(StoreKeeper.class);
    private final Path control;
    private final HandoffTerms terms;
    /** Guarded by this. */
    private boolean isMute;

    StoreKeeper(Path control, HandoffTerms terms) {
        this.control = control;
        this.terms = terms;
    }

    private StoreClient connect() throws IOException {
        return StoreClient.connect(
                control, terms.identity(), CONNECT, terms.server().trust());
    }

    /** Those of our names that it has; the caller's to close. None if it does not answer. */
    List<NamedListener> retrieve(Set<String> names) {
        try (StoreClient store = connect()) {
            List<String> there = store.list().stream()
                    .map(Listener::getName)
                    .filter(names::contains)
                    .toList();
            return there.isEmpty() ? List.of() : store.retrieve(there);
        } catch (IOException e) {
            unheard(e, "nothing is taken from it");
            return List.of();
        }
    }

    @Override
    public synchronized boolean keep(NamedListener listener) {
        try (StoreClient store = connect()) {
            store.store(List.of(listener));
            isMute = false;
            return true;
        } catch (IOException e) {
            unheard(e, "listener " + listener.name() + " is not kept");
            return false;
        }
    }

    @Override
    public synchronized void forget(String name) {
        try (StoreClient store = connect()) {
            if (store.list().stream().anyMatch(listener -> listener.getName().equals(name))) {
                store.delete(List.of(name));
            }
        } catch (IOException e) {
            unheard(e, "listener " + name + " may be kept for nobody");
        }
    }

    private synchronized void unheard(IOException e, String consequence) {
        if (!isMute) {
            String reason = e instanceof NoPredecessorException ? "nobody answers there" : e.getMessage();
            log.warn("store {}: {}; {}, this process goes on", control, reason, consequence);
        }
        isMute = true;
    }
}
