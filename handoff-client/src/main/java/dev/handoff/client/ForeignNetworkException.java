package dev.handoff.client;

import dev.handoff.fd.Family;
import dev.handoff.fd.SocketFacts;
import dev.handoff.wire.NamedListener;
import java.io.IOException;
import java.util.List;

/**
 * A listener that was granted belongs to another network namespace than ours. It serves that one's addresses, not ours; and
 * when that one's interface is taken away, as a container runtime does with a container that ended, it is deaf without an error.
 */
public final class ForeignNetworkException extends IOException {
    private static final long serialVersionUID = 1;

    private ForeignNetworkException(NamedListener listener) {
        super("listener " + listener.name() + " at " + listener.facts().name()
                + " is of another network namespace than this process: it would be deaf once that one is gone. Run both in one"
                + " (containers of one pod, or --network=container:NAME), or allow it");
    }

    /** Refuses them if one is reached through a network that is not ours. Unix listeners are of the file system's. */
    static void require(List<NamedListener> listeners) throws IOException {
        long own = SocketFacts.ownNetworkNamespace();
        for (NamedListener listener : listeners) {
            SocketFacts facts = listener.facts();
            if (facts.networkNamespace() != own && facts.family() != Family.UNIX) {
                throw new ForeignNetworkException(listener);
            }
        }
    }
}
