package dev.handoff.artifact;

import java.io.IOException;

/** Opens sources of one scheme; found by {@link java.util.ServiceLoader}, so that who does not need it need not carry it. */
public interface SourceProvider {
    /** The word before the colon. */
    String scheme();

    /**
     * Opens it; nothing is asked of it yet. Closed by the caller.
     *
     * @throws IllegalArgumentException if it was told what it can't use
     */
    Source open(SourceTerms terms) throws IOException;
}
