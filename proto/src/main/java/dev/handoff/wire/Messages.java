package dev.handoff.wire;

import dev.handoff.wire.v1.Envelope;
import dev.handoff.wire.v1.RefusalCode;
import java.io.IOException;

/** Reading a message as the one that must come now. */
public final class Messages {
    private Messages() {}

    /**
     * Passes {@code frame} if it is {@code expected}; otherwise closes it.
     *
     * @throws RefusedException if the peer refused instead
     * @throws ProtocolException if it is any other message
     */
    public static Frame expect(Frame frame, Envelope.MessageCase expected) throws IOException {
        if (frame.kind() == expected) {
            return frame;
        }
        frame.close();
        if (frame.kind() == Envelope.MessageCase.REFUSED) {
            throw RefusedException.of(frame.envelope().getRefused());
        }
        throw new ProtocolException("expected " + expected + ", got " + name(frame.envelope()));
    }

    /** What to call a message that came, a message of a later version by its number. */
    public static String name(Envelope envelope) {
        if (envelope.getMessageCase() != Envelope.MessageCase.MESSAGE_NOT_SET) {
            return envelope.getMessageCase().name();
        }
        return envelope.getUnknownFields().asMap().keySet().stream()
                .findFirst()
                .map(number -> "message " + number + ", unknown to version " + Negotiation.MAX_VERSION)
                .orElse("an empty frame");
    }

    /** A refusal to send. */
    public static Envelope.Builder refused(RefusalCode code, String sentence) {
        Envelope.Builder envelope = Envelope.newBuilder();
        envelope.getRefusedBuilder().setCode(code).setSentence(sentence);
        return envelope;
    }
}
