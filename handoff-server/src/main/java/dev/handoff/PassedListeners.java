package dev.handoff;

import dev.handoff.fd.SocketFacts;
import dev.handoff.program.ListenFds;
import dev.handoff.telemetry.Rehearsing;
import dev.handoff.wire.NamedListener;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;

/**
 * The listeners that a service manager started us with: from its socket units, or from those that it kept for us when our
 * last start died; or that a store has kept. What a predecessor grants comes before them, and they come before anything is bound.
 */
final class PassedListeners implements AutoCloseable {
    private final Logger log = Rehearsing.log(Opening.class);
    private final List<ListenFds.Passed> left = new ArrayList<>();
    /** Sockets that we have, under whatever name. */
    private final Set<Long> ours = new HashSet<>();

    /**
     * Takes them, once in the life of the process.
     *
     * @throws dev.handoff.program.ListenFdsException if the environment does not make sense
     */
    void take(Set<String> wanted) throws IOException {
        if (!Rehearsing.isHere()) { // what the environment passes is not for a rehearsal
            left.addAll(ListenFds.take(System.getenv(), ProcessHandle.current().pid(), wanted));
        }
    }

    /** Takes besides what a store of ours has kept for us. */
    void takeFrom(StoreKeeper store, Set<String> wanted) {
        store.retrieve(wanted).forEach(kept -> left.add(new ListenFds.Passed(kept.name(), kept.fd())));
    }

    /** Notes what a predecessor granted: the same socket may have been passed to us besides. */
    void granted(NamedListener listener) {
        ours.add(listener.facts().cookie());
    }

    /** The one for this listener, the caller's now: of its name and at its address, or else at its address. */
    Optional<NamedListener> take(String name, ListenAddress address) throws IOException {
        Optional<ListenFds.Passed> found = Optional.empty();
        for (ListenFds.Passed each : left) {
            SocketFacts facts = SocketFacts.of(each.fd());
            boolean isCloser = found.isEmpty() || each.name().equals(name);
            if (isCloser && address.matches(facts.name()) && !ours.contains(facts.cookie())) {
                found = Optional.of(each);
            }
        }
        if (found.isEmpty()) {
            return Optional.empty();
        }
        log.info(
                "listener {}: it was passed to us, as \"{}\"", name, found.get().name());
        return Optional.of(use(name, found.get()));
    }

    /** All that are left, each under its own name, the caller's now. */
    List<NamedListener> takeAll() throws IOException {
        List<NamedListener> all = new ArrayList<>();
        for (ListenFds.Passed each : List.copyOf(left)) {
            all.add(use(each.name(), each));
        }
        return all;
    }

    private NamedListener use(String name, ListenFds.Passed passed) throws IOException {
        NamedListener listener = NamedListener.of(name, 0, passed.fd());
        ours.add(listener.facts().cookie());
        left.remove(passed);
        return listener;
    }

    /** Lets go of those that nobody took, and of those that we have from elsewhere. */
    @Override
    public void close() {
        for (ListenFds.Passed each : left) {
            warnOf(each);
            each.fd().close();
        }
        left.clear();
    }

    private void warnOf(ListenFds.Passed each) {
        try {
            SocketFacts facts = SocketFacts.of(each.fd());
            if (!ours.contains(facts.cookie())) {
                log.warn("\"{}\" at {} was passed to us and is not ours: closed here", each.name(), facts.name());
            }
        } catch (IOException closed) {
            log.debug("{}: {}", each.name(), closed.getMessage());
        }
    }
}
