package dev.handoff.client.stranger;

import java.io.IOException;

/** A listener of another process can't be had; the message says why and what can be done. */
public final class StrangerException extends IOException {
    private static final long serialVersionUID = 1;

    /** What is in the way. */
    public enum Reason {
        /** No process has that number, or it has ended. */
        NO_SUCH_PROCESS,
        /** The kernel does not let us look into it. */
        NOT_PERMITTED,
        /** It does not listen there. */
        NO_SUCH_LISTENER,
        /** It listens there in a way that can't be taken over: several sockets at one address, another kind of socket. */
        UNSUITABLE,
        /** Its network is another one than ours. */
        OTHER_NETWORK,
        /** The kernel is too old. */
        UNSUPPORTED
    }

    private final Reason reason;

    /** With a whole sentence. */
    public StrangerException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
