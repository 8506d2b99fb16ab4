package dev.handoff.client.cli;

import dev.handoff.wire.v1.HandoffRecord;
import dev.handoff.wire.v1.RefusalCode;
import java.io.IOException;

/** A handoff that was watched did not come about. */
final class OutcomeException extends IOException {
    private static final long serialVersionUID = 1;

    private final ExitStatus status;

    private OutcomeException(ExitStatus status, String sentence) {
        super(sentence);
        this.status = status;
    }

    /** How to end. */
    ExitStatus status() {
        return status;
    }

    /**
     * Passes one that came about.
     *
     * @throws OutcomeException saying how it ended
     */
    static void require(HandoffRecord record) throws OutcomeException {
        switch (record.getOutcome()) {
            case "confirmed", "predecessor-died", "predecessor-silent" -> {}
            case "refused" ->
                throw new OutcomeException(refused(record.getRefusal()), "refused: " + RecordText.reason(record));
            default -> throw new OutcomeException(ExitStatus.TEMPORARY, Course.sentence(record));
        }
    }

    private static ExitStatus refused(RefusalCode code) {
        return Failure.status(code);
    }
}
