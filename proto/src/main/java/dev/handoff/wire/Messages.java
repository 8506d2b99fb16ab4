package dev.handoff.wire;

import dev.handoff.wire.v1.Envelope;
import dev.handoff.wire.v1.RefusalCode;
import java.io.IOException;

/** Reading a message as the one that must come now. */
public final class Messages {
    private static final int MOST_WORDS = 500;

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

    /**
     * As {@link #expect}, of a message that carries no descriptors: any but a grant.
     *
     * @throws ProtocolException also if it carries some
     */
    public static Frame expectBare(Frame frame, Envelope.MessageCase expected) throws IOException {
        Frame bare = expect(frame, expected);
        if (!bare.descriptors().isEmpty()) {
            bare.close();
            throw new ProtocolException(
                    name(bare.envelope()) + " with " + bare.descriptors().size() + " descriptors");
        }
        return bare;
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

    /**
     * A peer's words as they may stand in a line of a log: what would end the line or steer a terminal is written as its
     * number, and what is longer than {@value #MOST_WORDS} characters is cut.
     */
    public static String oneLine(String words) {
        StringBuilder line = new StringBuilder();
        words.codePoints().limit(MOST_WORDS).forEach(character -> {
            int kind = Character.getType(character);
            boolean isShown = kind != Character.CONTROL
                    && kind != Character.FORMAT
                    && kind != Character.LINE_SEPARATOR
                    && kind != Character.PARAGRAPH_SEPARATOR;
            line.append(isShown ? Character.toString(character) : String.format("\\u%04x", character));
        });
        return words.codePointCount(0, words.length()) > MOST_WORDS ? line + "..." : line.toString();
    }

    /** A refusal to send. */
    public static Envelope.Builder refused(RefusalCode code, String sentence) {
        Envelope.Builder envelope = Envelope.newBuilder();
        envelope.getRefusedBuilder().setCode(code).setSentence(sentence);
        return envelope;
    }
}
