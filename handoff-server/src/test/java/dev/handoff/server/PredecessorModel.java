package dev.handoff.server;

import dev.handoff.wire.v1.Envelope.MessageCase;

/**
 * docs/states.md, section 1, once more and in as few words: what a predecessor makes of a successor's messages, one by one.
 * The end of file, and whatever is no message, is {@code null}'s part: {@link #broken()}.
 */
final class PredecessorModel {
    private Outcome outcome = Outcome.OPEN;
    private boolean committed;
    private boolean opened;

    enum Outcome {
        OPEN,
        ABORTED,
        RECLAIMED,
        CONFIRMED
    }

    Outcome outcome() {
        return outcome;
    }

    boolean isOver() {
        return outcome != Outcome.OPEN;
    }

    /** The gate was closed, at some time. */
    boolean isOpened() {
        return opened;
    }

    boolean isCommitted() {
        return committed;
    }

    /** The message that answers, if one does. */
    MessageCase take(MessageCase message) {
        return switch (message) {
            case HEARTBEAT -> MessageCase.MESSAGE_NOT_SET;
            case READY -> committed ? broken() : commit();
            case OPENED -> committed && !opened ? open() : broken();
            case CONFIRM -> opened ? confirm() : broken();
            case TAKEN_OVER -> takenOver();
            case ABORT -> {
                broken();
                yield MessageCase.MESSAGE_NOT_SET;
            }
            default -> broken();
        };
    }

    private MessageCase commit() {
        committed = true;
        return MessageCase.COMMIT;
    }

    private MessageCase open() {
        opened = true;
        return MessageCase.YIELDED;
    }

    private MessageCase confirm() {
        outcome = Outcome.CONFIRMED;
        return MessageCase.CONFIRMED;
    }

    private MessageCase takenOver() {
        committed = true;
        opened = true;
        return confirm();
    }

    /** A rule was broken, or the connection ended. */
    MessageCase broken() {
        outcome = committed ? Outcome.RECLAIMED : Outcome.ABORTED;
        return committed ? MessageCase.RECLAIMED : MessageCase.ABORT;
    }
}
