package dev.handoff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.handoff.client.HandoffAbortedException;
import dev.handoff.phase.ProcessPhase;
import dev.handoff.testing.Lines;
import dev.handoff.testing.ScriptedPeer;
import dev.handoff.testing.ScriptedPredecessor;
import dev.handoff.wire.Messages;
import dev.handoff.wire.v1.Envelope;
import dev.handoff.wire.v1.Envelope.MessageCase;
import dev.handoff.wire.v1.Grant;
import dev.handoff.wire.v1.RefusalCode;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The predecessor says what ends a handoff, rightly or wrongly: the successor lets go, and says why. */
class PredecessorMisbehavesTest extends SuccessorFixture {

    private record Ended(Envelope.Builder line, String reason) {
        @Override
        public String toString() {
            return reason;
        }
    }

    static List<Ended> endings() {
        return List.of(
                new Ended(Lines.abort("second thoughts"), "second thoughts"),
                new Ended(Lines.reclaimed("out of order"), "out of order"),
                new Ended(Messages.refused(RefusalCode.PROTOCOL, "not like this"), "not like this"),
                new Ended(Lines.commit(), "a commit before READY"),
                new Ended(Lines.yielded(), "YIELDED in phase STAGED"),
                new Ended(Lines.released(true), "RELEASED in phase STAGED"),
                new Ended(Lines.confirmed(), "CONFIRMED in phase STAGED"),
                new Ended(Envelope.newBuilder().setGrant(Grant.getDefaultInstance()), "GRANT in phase STAGED"),
                new Ended(Lines.hello("confused"), "HELLO in phase STAGED"));
    }

    @ParameterizedTest
    @MethodSource("endings")
    void letsGoBeforeReady(Ended ended) throws Exception {
        Future<LabelService> opening = opening();
        ScriptedPeer peer = predecessor().grant().beat(BEAT);
        try (LabelService service = done(opening)) {
            peer.say(ended.line);
            assertThat(service.handoff().awaitRetired()).isEqualTo(Ending.ABORTED);
            assertThatThrownBy(() -> service.handoff().ready())
                    .isInstanceOf(HandoffAbortedException.class)
                    .hasMessageContaining(ended.reason);
            assertGateClosed();
            assertThat(duties.entries()).isEmpty();
        }
    }

    @Test
    void letsGoOfGarbageBeforeReady() throws Exception {
        Future<LabelService> opening = opening();
        ScriptedPeer peer = predecessor().grant();
        try (LabelService service = done(opening)) {
            peer.sayBytes(new byte[] {127, 0, 0, 0}, List.of());
            assertThat(service.handoff().awaitRetired()).isEqualTo(Ending.ABORTED);
        }
    }

    private LabelService onProbation(ScriptedPeer peer, LabelService service) throws Exception {
        Future<LabelService> ready = readying(service);
        peer.hear(MessageCase.READY);
        peer.say(Lines.commit());
        peer.hear(MessageCase.OPENED);
        peer.say(Lines.yielded());
        peer.say(Lines.released(true));
        done(ready);
        await().atMost(LONG).until(() -> duties.running().equals(List.of("v2")));
        return service;
    }

    @Test
    void givesBackWhatIsReclaimedDutiesLast() throws Exception {
        duties.slowToStop("v2", Duration.ofMillis(500));
        Future<LabelService> opening = opening();
        ScriptedPeer peer = predecessor().grant().beat(BEAT);
        try (LabelService service = onProbation(peer, done(opening))) {
            assertThat(service.answers()).isTrue();
            peer.say(Lines.reclaimed("not good enough"));
            Envelope released = peer.hear(MessageCase.RELEASED);
            assertThat(released.getReleased().getClean()).isTrue();
            assertThat(duties.running()).isEmpty();
            peer.hearEnd();
            assertGateClosed();
            assertThat(service.handoff().awaitRetired()).isEqualTo(Ending.RECLAIMED);
        }
        assertThat(duties.entries()).containsExactly("v2 starts", "v2 stops");
    }

    /** Whoever did not say that it accepts again may have let go: one of the two must accept. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void ownsTheListenersWhenItDoesNotUnderstandAndNobodyReclaims(boolean isConfirmed) throws Exception {
        Future<LabelService> opening = opening();
        ScriptedPeer peer = predecessor().grant().beat(BEAT);
        try (LabelService service = onProbation(peer, done(opening))) {
            peer.say(Lines.hello("confused"));
            peer.hear(MessageCase.FAILED);
            if (isConfirmed) {
                peer.say(Lines.confirmed());
            } else {
                peer.close();
            }
            awaitPhase(service, ProcessPhase.OWNER);
            assertThat(service.answers()).isTrue();
        }
    }

    @Test
    void startsItsDutiesOnceThePredecessorThatItDidNotUnderstandIsGone() throws Exception {
        Future<LabelService> opening = opening();
        ScriptedPeer peer = predecessor().grant().beat(BEAT);
        try (LabelService service = done(opening)) {
            Future<LabelService> ready = readying(service);
            peer.hear(MessageCase.READY);
            peer.say(Lines.commit());
            peer.hear(MessageCase.OPENED);
            done(ready);
            peer.say(Lines.hello("confused"));
            peer.hear(MessageCase.FAILED);
            assertThat(duties.running()).isEmpty();
            peer.close();
            awaitPhase(service, ProcessPhase.OWNER);
            await().atMost(LONG).until(() -> duties.running().equals(List.of("v2")));
        }
    }

    @Test
    void asksForAReclaimWhenItDoesNotUnderstandOnProbation() throws Exception {
        Future<LabelService> opening = opening();
        ScriptedPeer peer = predecessor().grant().beat(BEAT);
        try (LabelService service = onProbation(peer, done(opening))) {
            peer.say(Lines.hello("confused"));
            assertThat(peer.hear(MessageCase.FAILED).getFailed().getReason()).contains("HELLO in phase ON_PROBATION");
            assertThat(service.answers()).isTrue();
            peer.say(Lines.reclaimed("as asked"));
            peer.hear(MessageCase.RELEASED);
            assertThat(service.handoff().awaitRetired()).isEqualTo(Ending.RECLAIMED);
            assertGateClosed();
        }
    }

    @Test
    void asksForAReclaimWhenItIsCommittedTwice() throws Exception {
        Future<LabelService> opening = opening();
        ScriptedPeer peer = predecessor().grant().beat(BEAT);
        try (LabelService service = onProbation(peer, done(opening))) {
            peer.say(Lines.commit());
            assertThat(peer.hear(MessageCase.FAILED).getFailed().getReason()).contains("a second commit");
            peer.say(Lines.reclaimed("as asked"));
            peer.hear(MessageCase.RELEASED);
            assertThat(service.handoff().awaitRetired()).isEqualTo(Ending.RECLAIMED);
        }
    }

    @Test
    void asksForAReclaimWhenTheDutiesAreReleasedTwice() throws Exception {
        Future<LabelService> opening = opening();
        ScriptedPeer peer = predecessor().grant().beat(BEAT);
        try (LabelService service = onProbation(peer, done(opening))) {
            peer.say(Lines.released(false));
            assertThat(peer.hear(MessageCase.FAILED).getFailed().getReason()).contains("RELEASED");
            peer.say(Lines.reclaimed("as asked"));
            peer.hear(MessageCase.RELEASED);
            assertThat(service.handoff().awaitRetired()).isEqualTo(Ending.RECLAIMED);
        }
        assertThat(duties.entries()).containsExactly("v2 starts", "v2 stops");
    }

    /** On the wire it is unsigned: fifty days, not one millisecond. */
    @Test
    void aSilenceOfManyDaysIsNoSilenceAtOnce() throws Exception {
        predecessor().hearts(Duration.ofMillis(50), Duration.ofMillis(0xfffffff0L));
        Future<LabelService> opening = opening();
        ScriptedPeer peer = predecessor().grant();
        try (LabelService service = done(opening)) {
            Future<LabelService> ready = readying(service);
            peer.hear(MessageCase.READY);
            peer.hearNothing(Duration.ofMillis(500));
            assertThat(service.handoff().phase()).isEqualTo(ProcessPhase.STAGED);
            peer.say(Lines.abort("enough"));
            assertThatThrownBy(() -> done(ready)).hasMessageContaining("enough");
            peer.hearEnd();
        }
    }

    @Test
    void descriptorsThatComeWithoutAGrantAreClosedAndEndIt() throws Exception {
        Future<LabelService> opening = opening();
        ScriptedPeer peer = predecessor().grant();
        try (LabelService service = done(opening)) {
            peer.say(
                    Lines.heartbeat("OWNER"),
                    ScriptedPredecessor.fds(predecessor().listeners()));
            assertThat(service.handoff().awaitRetired()).isEqualTo(Ending.ABORTED);
            assertThatThrownBy(() -> service.handoff().ready()).hasMessageContaining("HEARTBEAT with 1 descriptors");
        }
    }

    @Test
    void confirmsWhenTheProbationIsOverAndNotBefore() throws Exception {
        Future<LabelService> opening = opening(terms().probation(Duration.ofMillis(400)));
        ScriptedPeer peer = predecessor().grant().beat(BEAT);
        try (LabelService service = done(opening)) {
            // Of no effect yet: a confirmation before Opened would break the handoff.
            service.handoff().confirm();
            onProbation(peer, service);
            peer.hear(MessageCase.CONFIRM);
            assertThat(service.handoff().phase()).isEqualTo(ProcessPhase.ON_PROBATION);
            peer.say(Lines.confirmed());
            awaitPhase(service, ProcessPhase.OWNER);
            await().atMost(LONG)
                    .until(() -> answerAtThePath()
                            .filter(status -> status.getGeneration() == 2)
                            .isPresent());
            peer.hearEnd();
        }
    }

    @Test
    void confirmsAtOnceWhenTheApplicationSaysSo() throws Exception {
        Future<LabelService> opening = opening();
        ScriptedPeer peer = predecessor().grant().beat(BEAT);
        try (LabelService service = onProbation(peer, done(opening))) {
            service.handoff().confirm();
            peer.hear(MessageCase.CONFIRM);
            peer.say(Lines.confirmed());
            awaitPhase(service, ProcessPhase.OWNER);
        }
    }

    @Test
    void keepsItsGateOpenUntilThePredecessorAcceptsWhenItFails() throws Exception {
        Future<LabelService> opening = opening();
        ScriptedPeer peer = predecessor().grant().beat(BEAT);
        try (LabelService service = onProbation(peer, done(opening))) {
            Future<Boolean> failed = beside(() -> {
                service.handoff().fail("the database is not there");
                return true;
            });
            assertThat(peer.hear(MessageCase.FAILED).getFailed().getReason()).isEqualTo("the database is not there");
            assertThat(service.answers()).isTrue();
            peer.say(Lines.reclaimed("the successor failed"));
            assertThat(failed.get()).isTrue();
            peer.hear(MessageCase.RELEASED);
            assertThat(service.handoff().awaitRetired()).isEqualTo(Ending.RECLAIMED);
        }
    }

    @Test
    void aWarmUpThatFailsGivesTheListenersBack() throws Exception {
        Future<LabelService> opening = opening();
        ScriptedPeer peer = predecessor().grant().beat(BEAT);
        try (LabelService service = done(opening)) {
            service.handoff().warmUp(() -> {
                throw new IllegalStateException("cold");
            });
            assertThatThrownBy(() -> service.handoff().ready()).isInstanceOf(WarmUpException.class);
            assertThat(peer.hear(MessageCase.ABORT).getAbort().getReason()).contains("cold");
            peer.hearEnd();
            assertGateClosed();
        }
    }
}
