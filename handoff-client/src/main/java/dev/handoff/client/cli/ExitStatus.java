package dev.handoff.client.cli;

/** How the command ends: sysexits.h, so that a script can tell "nobody there" from "not now". */
public enum ExitStatus {
    OK(0),
    /** EX_USAGE: the command was called wrongly, a control path or listener that can't be included. */
    USAGE(64),
    /** EX_UNAVAILABLE: no predecessor, or it ended while it was asked. */
    NO_PREDECESSOR(69),
    /** EX_SOFTWARE: a fault of this program, or of the machine it runs on. */
    INTERNAL(70),
    /** EX_TEMPFAIL: busy, or timed out. Asking again later may work. */
    TEMPORARY(75),
    /** EX_PROTOCOL: the peer speaks something else, or not the truth. */
    PROTOCOL(76),
    /** EX_NOPERM: we, or the peer, must not. */
    NOT_PERMITTED(77);

    private final int code;

    ExitStatus(int code) {
        this.code = code;
    }

    /** The one with this number; {@link #INTERNAL} if there is none. */
    static ExitStatus of(int code) {
        for (ExitStatus status : values()) {
            if (status.code == code) {
                return status;
            }
        }
        return INTERNAL;
    }

    /** The number for exit(3). */
    public int code() {
        return code;
    }
}
