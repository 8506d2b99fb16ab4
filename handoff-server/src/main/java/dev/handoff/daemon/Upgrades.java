package dev.handoff.daemon;

import dev.handoff.Handoff;
import dev.handoff.artifact.Artifact;
import dev.handoff.wire.v1.HandoffRecord;
import java.util.Optional;

/**
 * Tells the history which artifact took the place of which within this process, and which was undone: the listeners stay where
 * they are then, so nobody else would. Thread-safe.
 */
final class Upgrades {
    private final Handoff handoff;
    /** The one that serves; guarded by this. */
    private Optional<Trial> serving = Optional.empty();

    Upgrades(Handoff handoff) {
        this.handoff = handoff;
    }

    /**
     * A program with an artifact.
     *
     * @param pid 0 if it was not started
     * @param began when it was to be started, in milliseconds since the epoch
     */
    record Trial(Artifact artifact, int pid, long began) {
        static Trial now(Artifact artifact) {
            return new Trial(artifact, 0, System.currentTimeMillis());
        }

        Trial of(int process) {
            return new Trial(artifact, process, began);
        }
    }

    /** It serves. The first of all took nobody's place, and one that was started anew took its own. */
    synchronized void proved(Trial trial, boolean isBack) {
        Optional<Trial> before = serving;
        serving = Optional.of(trial);
        before.filter(each -> !each.artifact().hash().equals(trial.artifact().hash()))
                .ifPresent(each -> tell(trial, each, "upgraded", isBack ? "went back" : "is good"));
    }

    /** It does not. */
    synchronized void undone(Trial trial, String why) {
        serving.ifPresent(each -> tell(trial, each, "undone", why));
    }

    private void tell(Trial trial, Trial before, String outcome, String reason) {
        long generation = handoff.generation();
        handoff.remember(HandoffRecord.newBuilder()
                .setFrom(generation)
                .setTo(generation)
                .setFromRelease(before.artifact().toString())
                .setToRelease(trial.artifact().toString())
                .setFromPid(before.pid())
                .setToPid(trial.pid())
                .setOutcome(outcome)
                .setReason(reason)
                .setStartedMillis(trial.began())
                .build());
    }
}
