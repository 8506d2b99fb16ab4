package dev.handoff;

import dev.handoff.client.Identity;
import dev.handoff.phase.Phases;
import dev.handoff.phase.PredecessorPhase;
import dev.handoff.phase.ProcessPhase;
import dev.handoff.server.Chronicle;
import dev.handoff.server.Claimant;
import dev.handoff.server.Estate;
import dev.handoff.server.Keeping;
import dev.handoff.server.Lineage;
import dev.handoff.server.ReadyWord;
import dev.handoff.server.RequestRecorder;
import dev.handoff.server.Settlement;
import dev.handoff.server.WayBack;
import dev.handoff.server.Whereabouts;
import dev.handoff.telemetry.Rehearsing;
import dev.handoff.wire.NamedListener;
import dev.handoff.wire.v1.HandoffRecord;
import dev.handoff.wire.v1.Status;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;

/** What an {@link Owner} has that a successor asks for, and what an exchange does to it. */
final class Holding implements Estate {
    private static final Duration REOPEN = Duration.ofMillis(100);

    private final Logger log = Rehearsing.log(Handoff.class);
    private final Owner owner;

    Holding(Owner owner) {
        this.owner = owner;
    }

    @Override
    public Identity identity() {
        return owner.standing().identity();
    }

    @Override
    public long generation() {
        return owner.standing().generation();
    }

    @Override
    public Lineage lineage() {
        return owner.standing().lineage();
    }

    @Override
    public Phases<ProcessPhase> phases() {
        return owner.tenure().phases();
    }

    @Override
    public List<NamedListener> listeners() {
        return owner.seats().fronts();
    }

    @Override
    public Optional<Keeping> keeping() {
        return owner.terms().wanted().isStore() ? Optional.of(new Shelf(owner.seats())) : Optional.empty();
    }

    @Override
    public void yieldListeners() throws IOException {
        owner.tenure().stepBack();
        owner.hooks().yielded();
    }

    @Override
    public Whereabouts releaseDuties() {
        return owner.duties().release();
    }

    @Override
    public void reclaim(String why) {
        Tenure.Reopening outcome = owner.tenure().reopen();
        while (outcome == Tenure.Reopening.FAILED) {
            // Nobody accepts until this works: there is nothing better to do, and nothing that tells when it can.
            LockSupport.parkNanos(REOPEN.toNanos());
            outcome = owner.tenure().reopen();
        }
        if (outcome == Tenure.Reopening.DONE) {
            log.info("{} accepts again: {}", owner.standing().name(), why);
            owner.hooks().reclaimed();
        }
    }

    @Override
    public void resumeDuties(String why) {
        owner.duties().acquire(why);
    }

    @Override
    public void returnDuties(boolean certain, String why) {
        owner.duties().resolve(certain, why);
    }

    @Override
    public void retire(String why, Settlement settlement) {
        owner.retire(why, Ending.HANDED_OVER, settlement);
    }

    @Override
    public void giveWay(String why) {
        // Nobody asks for the duties: the other waits for our end, which must not come before they have stopped.
        owner.retire(why, Ending.HANDED_OVER, deadline -> owner.duties().stop());
        owner.duties().stop();
    }

    @Override
    public boolean isSucceeded() throws IOException {
        return owner.publication().isReplaced();
    }

    @Override
    public ReadyWord readyWord() {
        return owner.readyWord();
    }

    @Override
    public Optional<RequestRecorder> recorder() {
        return owner.hooks().recorder();
    }

    @Override
    public Optional<WayBack> wayBack() {
        return owner.hooks().wayBack();
    }

    @Override
    public void record(HandoffRecord record) {
        owner.record(record);
    }

    @Override
    public void refused(HandoffRecord record) {
        owner.refused(record);
    }

    @Override
    public Chronicle chronicle() {
        return owner.chronicle();
    }

    @Override
    public void exchanged(Claimant successor, PredecessorPhase to) {
        String outcome = successor.name() + " serves; " + owner.standing().name() + " drains";
        owner.unit().exchanged(successor, to, outcome);
    }

    @Override
    public Status.Builder status() {
        return StatusReport.of(owner);
    }
}
