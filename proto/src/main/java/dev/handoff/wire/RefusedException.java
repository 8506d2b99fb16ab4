package dev.handoff.wire;

import dev.handoff.wire.v1.RefusalCode;
import dev.handoff.wire.v1.Refused;
import java.io.IOException;
import java.time.Instant;

/** The peer refused, with a code of a closed set and a sentence for people. Nothing has changed on either side. */
public final class RefusedException extends IOException {
    private static final long serialVersionUID = 1;

    private final RefusalCode code;

    /** A refusal of our own, or one to be sent. */
    public RefusedException(RefusalCode code, String sentence) {
        super(sentence);
        this.code = code;
    }

    /** As the peer sent it. */
    public static RefusedException of(Refused refused) {
        String sentence = refused.getSentence();
        if (refused.getCode() == RefusalCode.BUSY && refused.getSinceMillis() > 0) {
            sentence += " (" + refused.getHolder() + ", since " + Instant.ofEpochMilli(refused.getSinceMillis()) + ")";
        }
        return new RefusedException(refused.getCode(), sentence);
    }

    public RefusalCode code() {
        return code;
    }
}
