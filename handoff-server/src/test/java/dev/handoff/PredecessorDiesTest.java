package dev.handoff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.handoff.client.HandoffAbortedException;
import dev.handoff.phase.ProcessPhase;
import dev.handoff.testing.Lines;
import dev.handoff.testing.ScriptedPeer;
import dev.handoff.testing.ScriptedPredecessor;
import dev.handoff.wire.v1.Envelope.MessageCase;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Future;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** The predecessor's connection ends, at each step of the exchange: the successor goes on with what it has. */
class PredecessorDiesTest extends SuccessorFixture {

    private void assertBoundHere(LabelService service) throws Exception {
        assertThat(service.handoff().isFirst()).isTrue();
        assertThat(service.handoff().generation()).isEqualTo(1);
        service.handoff().ready();
        assertThat(service.answers()).isTrue();
        assertThat(answerAtThePath().orElseThrow().getRelease()).isEqualTo("v2");
        await().atMost(LONG).until(() -> duties.running().equals(List.of("v2")));
    }

    private void assertOwns(LabelService service) throws Exception {
        awaitPhase(service, ProcessPhase.OWNER);
        assertThat(service.handoff().generation()).isEqualTo(2);
        assertThat(service.answers()).isTrue();
        await().atMost(LONG).until(() -> duties.running().equals(List.of("v2")));
        await().atMost(LONG)
                .until(() -> answerAtThePath()
                        .filter(status -> status.getGeneration() == 2)
                        .isPresent());
        assertThat(service.handoff().status().getLastHandoff().getOutcome()).isEqualTo("predecessor-died");
    }

    @Test
    void bindsWhenThePredecessorDiesBeforeItGreets() throws Exception {
        Future<LabelService> opening = opening();
        predecessor().accept();
        predecessor().close();
        try (LabelService service = done(opening)) {
            assertBoundHere(service);
        }
    }

    @Test
    void bindsWhenThePredecessorDiesBeforeItGrants() throws Exception {
        Future<LabelService> opening = opening();
        predecessor().greet().hear(MessageCase.REQUEST);
        predecessor().close();
        try (LabelService service = done(opening)) {
            assertBoundHere(service);
        }
    }

    @Test
    void takesOverFromWhoeverAnswersNextWhenThePredecessorDiesBeforeItGrants() throws Exception {
        Future<LabelService> opening = opening();
        predecessor().greet().close();
        ScriptedPeer again = predecessor().grant();
        try (LabelService service = done(opening)) {
            assertThat(service.handoff().generation()).isEqualTo(2);
            again.beat(BEAT);
        }
    }

    @Test
    void keepsWhatHadComeOfAGrantThatStopsHalfWay() throws Exception {
        Future<LabelService> opening = opening();
        ScriptedPeer peer = predecessor().greet();
        peer.hear(MessageCase.REQUEST);
        peer.say(
                predecessor().grantOf(2, predecessor().listeners()),
                ScriptedPredecessor.fds(predecessor().listeners()));
        try (SocketChannel waiting = SocketChannel.open(predecessor().address())) {
            predecessor().close();
            try (LabelService service = done(opening)) {
                assertBoundHere(service);
                assertThat(service.handoff().channel("http").getLocalAddress())
                        .isEqualTo(predecessor().address());
                ByteBuffer answer = ByteBuffer.allocate(2);
                waiting.read(answer);
                assertThat(new String(answer.array(), StandardCharsets.UTF_8)).isEqualTo("v2");
            }
        }
    }

    @Test
    void isTheHeirWhenThePredecessorDiesBeforeReady() throws Exception {
        Future<LabelService> opening = opening();
        ScriptedPeer peer = predecessor().grant().beat(BEAT);
        try (LabelService service = done(opening)) {
            assertThat(service.handoff().phase()).isEqualTo(ProcessPhase.STAGED);
            peer.hearNothing(Duration.ofMillis(100));
            predecessor().close();
            await().atMost(LONG)
                    .until(() -> answerAtThePath()
                            .filter(status -> status.getGeneration() == 2
                                    && status.getPhase().equals("STAGED"))
                            .isPresent());
            assertGateClosed();
            assertThat(duties.running()).isEmpty();
            service.handoff().ready();
            assertOwns(service);
        }
    }

    @Test
    void ownsAtOnceWhenThePredecessorDiesBeforeItCommits() throws Exception {
        Future<LabelService> opening = opening();
        ScriptedPeer peer = predecessor().grant().beat(BEAT);
        try (LabelService service = done(opening)) {
            Future<LabelService> ready = readying(service);
            peer.hear(MessageCase.READY);
            predecessor().close();
            done(ready);
            assertOwns(service);
        }
    }

    @Test
    void ownsWhenThePredecessorDiesWithTheCommit() throws Exception {
        Future<LabelService> opening = opening();
        ScriptedPeer peer = predecessor().grant().beat(BEAT);
        try (LabelService service = done(opening)) {
            Future<LabelService> ready = readying(service);
            peer.hear(MessageCase.READY);
            peer.say(Lines.commit());
            predecessor().close();
            done(ready);
            assertOwns(service);
        }
    }

    @Test
    void ownsWhenThePredecessorDiesDuringTheProbation() throws Exception {
        Future<LabelService> opening = opening();
        ScriptedPeer peer = predecessor().grant().beat(BEAT);
        try (LabelService service = done(opening)) {
            Future<LabelService> ready = readying(service);
            peer.hear(MessageCase.READY);
            peer.say(Lines.commit());
            peer.hear(MessageCase.OPENED);
            done(ready);
            peer.say(Lines.yielded());
            assertThat(service.answers()).isTrue();
            assertThat(service.handoff().phase()).isEqualTo(ProcessPhase.ON_PROBATION);
            assertThat(duties.running()).isEmpty();
            predecessor().close();
            assertOwns(service);
        }
    }

    @RepeatedTest(5)
    void theLastWordIsHeardThoughTheOneWhoSaidItHasHungUp() throws Exception {
        // Beats that are due while there is still something to read: to send one fails, and the verdict is not read
        // yet.
        predecessor().hearts(Duration.ofMillis(1), Duration.ofMillis(500));
        Future<LabelService> opening = opening();
        ScriptedPeer peer = predecessor().grant();
        try (LabelService service = done(opening)) {
            for (int i = 0; i < 3_000; i++) {
                peer.say(Lines.heartbeat("OWNER"));
            }
            peer.say(Lines.abort("a last word"));
            peer.close();
            assertThat(service.handoff().awaitRetired()).isEqualTo(Ending.ABORTED);
            assertThatThrownBy(() -> service.handoff().ready())
                    .isInstanceOf(HandoffAbortedException.class)
                    .hasMessageContaining("a last word");
        }
    }
}
