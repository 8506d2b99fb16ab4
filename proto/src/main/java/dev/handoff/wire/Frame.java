package dev.handoff.wire;

import dev.handoff.fd.OwnedFd;
import dev.handoff.wire.v1.Envelope;
import java.util.List;

/**
 * A message as it arrived. Whoever takes the frame owns its descriptors.
 *
 * @param descriptors as many as the envelope declares
 */
public record Frame(Envelope envelope, List<OwnedFd> descriptors) implements AutoCloseable {
    /** Which message it is. */
    public Envelope.MessageCase kind() {
        return envelope.getMessageCase();
    }

    /** Closes its descriptors. */
    @Override
    public void close() {
        OwnedFd.closeAll(descriptors);
    }
}
