package dev.handoff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.handoff.client.HandoffAbortedException;
import dev.handoff.fd.TimeoutException;
import dev.handoff.phase.ProcessPhase;
import dev.handoff.testing.Lines;
import dev.handoff.testing.ScriptedPeer;
import dev.handoff.wire.v1.Envelope;
import dev.handoff.wire.v1.Envelope.MessageCase;
import dev.handoff.wire.v1.Released;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The predecessor stays connected and says nothing: the successor takes over without it, its duties excepted. */
class PredecessorHangsTest extends SuccessorFixture {
    private static final Duration SILENCE = Duration.ofMillis(700);

    @BeforeEach
    void shortSilence() {
        predecessor().hearts(BEAT, SILENCE);
    }

    private void assertOwnsWithoutDuties(LabelService service, ScriptedPeer peer) throws Exception {
        assertThat(peer.hearUntil(MessageCase.TAKEN_OVER).getTakenOver().getReason())
                .isEqualTo("the predecessor was silent for 700 ms");
        awaitPhase(service, ProcessPhase.OWNER);
        assertThat(service.answers()).isTrue();
        await().atMost(LONG)
                .until(() -> answerAtThePath()
                        .filter(status -> status.getGeneration() == 2)
                        .isPresent());
        assertThat(service.handoff().status().getLastHandoff().getOutcome()).isEqualTo("predecessor-silent");
        assertThat(duties.running()).isEmpty();
        assertThat(service.handoff().status().getDutiesOwned()).isFalse();
    }

    private void awaitDuties() {
        await().atMost(LONG).until(() -> duties.running().equals(List.of("v2")));
    }

    @Test
    void aPredecessorThatDoesNotGreetIsNamedWhenTheTimeIsUp() throws Exception {
        long from = System.nanoTime();
        Future<LabelService> opening = opening(terms().requestWait(Duration.ofMillis(500)));
        predecessor().accept();
        assertThatThrownBy(() -> done(opening))
                .cause()
                .isInstanceOf(TimeoutException.class)
                .hasMessageContaining(control().toString())
                .hasMessageContaining("greet");
        assertThat(Duration.ofNanos(System.nanoTime() - from)).isLessThan(Duration.ofSeconds(8));
    }

    @Test
    void aPredecessorThatDoesNotGrantIsNamedWhenTheTimeIsUp() throws Exception {
        Future<LabelService> opening = opening(terms().requestWait(Duration.ofMillis(500)));
        predecessor().greet().hear(MessageCase.REQUEST);
        assertThatThrownBy(() -> done(opening))
                .cause()
                .isInstanceOf(TimeoutException.class)
                .hasMessageContaining("grant");
    }

    @Test
    void waitsWhileItHasNothingToTakeOverWith() throws Exception {
        Future<LabelService> opening = opening();
        ScriptedPeer peer = predecessor().grant();
        try (LabelService service = done(opening)) {
            peer.hearNothing(SILENCE.multipliedBy(2));
            assertThat(service.handoff().phase()).isEqualTo(ProcessPhase.STAGED);
            assertGateClosed();
            Future<LabelService> ready = readying(service);
            peer.hear(MessageCase.READY);
            assertOwnsWithoutDuties(service, peer);
            done(ready);
            peer.say(Lines.released(true));
            awaitDuties();
        }
    }

    @Test
    void takesOverWhenNoCommitComes() throws Exception {
        Future<LabelService> opening = opening();
        ScriptedPeer peer = predecessor().grant().beat(BEAT);
        try (LabelService service = done(opening)) {
            Future<LabelService> ready = readying(service);
            peer.hear(MessageCase.READY);
            peer.fallSilent();
            assertOwnsWithoutDuties(service, peer);
            done(ready);
            peer.close();
            awaitDuties();
        }
    }

    @Test
    void takesOverWhenThePredecessorHangsAfterTheCommit() throws Exception {
        Future<LabelService> opening = opening();
        ScriptedPeer peer = predecessor().grant().beat(BEAT);
        try (LabelService service = done(opening)) {
            Future<LabelService> ready = readying(service);
            peer.hear(MessageCase.READY);
            peer.say(Lines.commit());
            peer.fallSilent();
            done(ready);
            peer.hear(MessageCase.OPENED);
            assertOwnsWithoutDuties(service, peer);
            // It wakes up, and does as it should.
            peer.say(Lines.confirmed());
            peer.say(Lines.released(true));
            awaitDuties();
            peer.hearEnd();
        }
    }

    @Test
    void takesOverWhenThePredecessorHangsDuringTheProbation() throws Exception {
        Future<LabelService> opening = opening();
        ScriptedPeer peer = predecessor().grant().beat(BEAT);
        try (LabelService service = done(opening)) {
            Future<LabelService> ready = readying(service);
            peer.hear(MessageCase.READY);
            peer.say(Lines.commit());
            peer.hear(MessageCase.OPENED);
            peer.say(Lines.yielded());
            done(ready);
            peer.fallSilent();
            assertOwnsWithoutDuties(service, peer);
            peer.say(Lines.released(false));
            peer.hearNothing(Duration.ofMillis(200));
            assertThat(duties.running()).isEmpty();
            // What did not stop cleanly ends with its process.
            peer.close();
            awaitDuties();
        }
    }

    @Test
    void whoTookOverStaysToHearThePredecessorThatHasGivenItsDutiesAway() throws Exception {
        Future<LabelService> opening = opening();
        ScriptedPeer peer = predecessor().grant().beat(BEAT);
        try (LabelService service = done(opening)) {
            Future<LabelService> ready = readying(service);
            peer.hear(MessageCase.READY);
            peer.say(Lines.commit());
            peer.hear(MessageCase.OPENED);
            peer.say(Lines.yielded());
            peer.say(Lines.released(true));
            done(ready);
            awaitDuties();
            peer.fallSilent();
            peer.hearUntil(MessageCase.TAKEN_OVER);
            awaitPhase(service, ProcessPhase.OWNER);
            peer.hearNothing(Duration.ofMillis(200)); // nor an end of file
            peer.say(Lines.confirmed());
            peer.hearEnd();
            assertThat(service.answers()).isTrue();
        }
    }

    @Test
    void dutiesThatRunInAThirdProcessAreNotFreedByThePredecessorsEnd() throws Exception {
        Future<LabelService> opening = opening();
        ScriptedPeer peer = predecessor().grant().beat(BEAT);
        try (LabelService service = done(opening)) {
            Future<LabelService> ready = readying(service);
            peer.hear(MessageCase.READY);
            peer.say(Lines.commit());
            peer.hear(MessageCase.OPENED);
            peer.say(Lines.yielded());
            done(ready);
            peer.say(Envelope.newBuilder()
                    .setReleased(Released.newBuilder().setClean(false).setElsewhere(true)));
            peer.close();
            awaitPhase(service, ProcessPhase.OWNER);
            assertThat(service.answers()).isTrue();
            Thread.sleep(200);
            assertThat(duties.running()).isEmpty();
            assertThat(service.handoff().status().getDutiesOwned()).isFalse();
        }
    }

    @Test
    void aPredecessorThatIsAliveAndDoesNotCommitIsGivenItsListenersBack() throws Exception {
        Future<LabelService> opening = opening();
        ScriptedPeer peer = predecessor().grant().beat(BEAT);
        try (LabelService service = done(opening)) {
            Future<LabelService> ready = readying(service);
            peer.hear(MessageCase.READY);
            assertThat(peer.hear(MessageCase.ABORT).getAbort().getReason()).contains("no commit within");
            peer.hearEnd();
            assertThatThrownBy(() -> done(ready)).hasCauseInstanceOf(HandoffAbortedException.class);
            assertGateClosed();
        }
    }

    @Test
    void staysForTheVerdictOfASilentPredecessorThatHasReleasedItsDuties() throws Exception {
        Future<LabelService> opening = opening();
        ScriptedPeer peer = predecessor().grant().beat(BEAT);
        try (LabelService service = done(opening)) {
            Future<LabelService> ready = readying(service);
            peer.hear(MessageCase.READY);
            peer.say(Lines.commit());
            peer.hear(MessageCase.OPENED);
            peer.say(Lines.yielded());
            peer.say(Lines.released(true));
            done(ready);
            awaitDuties();
            peer.fallSilent();
            peer.hearUntil(MessageCase.TAKEN_OVER);
            // To hang up here would be a death: the predecessor would accept again, beside us.
            peer.hearNothing(Duration.ofMillis(200));
            peer.say(Lines.confirmed());
            peer.hearEnd();
            assertThat(service.handoff().phase()).isEqualTo(ProcessPhase.OWNER);
            assertThat(service.answers()).isTrue();
        }
    }

    @Test
    void saysTakenOverInPlaceOfOpenedWhenItTookOverBeforeItsGateWasOpen() throws Exception {
        Future<LabelService> opening = opening();
        ScriptedPeer peer = predecessor().grant().beat(BEAT);
        try (LabelService service = done(opening)) {
            Future<LabelService> ready = readying(service);
            peer.hear(MessageCase.READY);
            peer.fallSilent();
            peer.hearUntil(MessageCase.TAKEN_OVER);
            // The gate is open by then: a predecessor that reads this closes its own.
            assertThat(service.handoff().phase()).isEqualTo(ProcessPhase.OWNER);
            done(ready);
            peer.hearNothing(Duration.ofMillis(200));
        }
    }
}
