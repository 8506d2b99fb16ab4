package dev.handoff.wire;

import dev.handoff.wire.v1.RefusalCode;
import dev.handoff.wire.v1.Refused;
import java.io.IOException;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/** The peer refused, with a code of a closed set and a sentence for people. Nothing has changed on either side. */
public final class RefusedException extends IOException {
    private static final long serialVersionUID = 1;

    private final RefusalCode code;
    private final String holder;
    private final long sinceMillis;

    /** A refusal of our own, or one to be sent. */
    public RefusedException(RefusalCode code, String sentence) {
        this(code, sentence, "", 0);
    }

    private RefusedException(RefusalCode code, String sentence, String holder, long sinceMillis) {
        super(sentence);
        this.code = code;
        this.holder = holder;
        this.sinceMillis = sinceMillis;
    }

    /** BUSY, to be sent: {@code holder} has had the exchange since {@code since}. */
    public static RefusedException busy(String sentence, String holder, Instant since) {
        return new RefusedException(RefusalCode.BUSY, sentence, holder, since.toEpochMilli());
    }

    /** As the peer sent it. */
    public static RefusedException of(Refused refused) {
        String sentence = refused.getSentence();
        String holder = refused.getHolder();
        if (refused.getCode() == RefusalCode.BUSY && refused.getSinceMillis() > 0 && !sentence.contains(holder)) {
            sentence += " (" + holder + ", since " + Instant.ofEpochMilli(refused.getSinceMillis()) + ")";
        }
        return new RefusedException(refused.getCode(), sentence, holder, refused.getSinceMillis());
    }

    /** As it is sent. */
    public Refused message() {
        return Refused.newBuilder()
                .setCode(code)
                .setSentence(Objects.toString(getMessage(), ""))
                .setHolder(holder)
                .setSinceMillis(sinceMillis)
                .build();
    }

    public RefusalCode code() {
        return code;
    }

    /** With BUSY: who holds the exchange, for people; a release and its pid. Empty if the peer did not say. */
    public Optional<String> holder() {
        return holder.isEmpty() ? Optional.empty() : Optional.of(holder);
    }

    /** With BUSY: since when, by the peer's clock. Empty if the peer did not say. */
    public Optional<Instant> since() {
        return sinceMillis > 0 ? Optional.of(Instant.ofEpochMilli(sinceMillis)) : Optional.empty();
    }
}
