package dev.handoff.artifact;

import java.io.IOException;

/** An artifact, or the word that is to prove it, is not what it should be. Nothing of it was kept. */
public final class UnprovedException extends IOException {
    private static final long serialVersionUID = 1L;

    /** Says what is wrong with it. */
    public UnprovedException(String message) {
        super(message);
    }
}
