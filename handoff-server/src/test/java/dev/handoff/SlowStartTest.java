package dev.handoff;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.fd.Flock;
import dev.handoff.phase.ProcessPhase;
import dev.handoff.testing.ScriptedPeer;
import java.time.Duration;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** A cold JVM takes its time from the grant until it has seats and sockets: that is no silence. */
class SlowStartTest extends SuccessorFixture {
    private static final Duration SILENCE = Duration.ofMillis(700);

    @Test
    void heartbeatsBeginWithTheGrant() throws Exception {
        predecessor().hearts(BEAT, SILENCE);
        Future<LabelService> opening;
        ScriptedPeer peer;
        // The successor needs the election's lock to bind its own control socket, and does not get it.
        try (Flock lock =
                Flock.tryLock(control().resolveSibling("control.sock.lock")).orElseThrow()) {
            opening = opening();
            peer = predecessor().grant().beat(BEAT);
            for (int beats = 0; beats < 2 * SILENCE.dividedBy(BEAT); beats++) {
                peer.hearBeat(SILENCE);
            }
            assertThat(opening.isDone()).isFalse();
        }
        try (LabelService service = done(opening)) {
            assertThat(service.handoff().phase()).isEqualTo(ProcessPhase.STAGED);
        }
    }

    @Test
    void whatThePredecessorSaysMeanwhileIsNotLost() throws Exception {
        Future<LabelService> opening;
        try (Flock lock =
                Flock.tryLock(control().resolveSibling("control.sock.lock")).orElseThrow()) {
            opening = opening();
            ScriptedPeer peer = predecessor().grant();
            peer.hearBeat(LONG);
            peer.say(dev.handoff.testing.Lines.abort("second thoughts"));
            peer.hearEnd();
        }
        try (LabelService service = done(opening)) {
            assertThat(service.handoff().awaitRetired()).isEqualTo(Ending.ABORTED);
        }
    }
}
