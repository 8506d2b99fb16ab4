package dev.handoff.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.code_intelligence.jazzer.junit.Lifecycle;
import dev.handoff.fd.Deadline;
import dev.handoff.fd.ErrnoException;
import dev.handoff.fd.UnixStream;
import dev.handoff.phase.Phases;
import dev.handoff.phase.SuccessorPhase;
import dev.handoff.testing.Lines;
import dev.handoff.testing.Oddment;
import dev.handoff.testing.Residue;
import dev.handoff.testing.Script;
import dev.handoff.testing.ScriptedPeer;
import dev.handoff.wire.FrameChannel;
import dev.handoff.wire.Messages;
import dev.handoff.wire.v1.Envelope;
import dev.handoff.wire.v1.Envelope.MessageCase;
import dev.handoff.wire.v1.Grant;
import dev.handoff.wire.v1.RefusalCode;
import dev.handoff.wire.v1.Welcome;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * A predecessor that says anything, in any order, with anything attached, and hangs up anywhere, to a successor that takes
 * its own steps in between. The successor ends where docs/states.md, section 2, says; its application is told once.
 *
 * <p>The letters: c commit, y yielded, r released, u released not clean, e released elsewhere, d confirmed, a abort, n
 * refused, l reclaimed, h heartbeat, m some other message, D a heartbeat with descriptors, G garbage, X hangs up; and of the
 * successor's own: R gets ready, O opens, C confirms.
 */
class LeaseKeeperFuzzTest {
    private static final Duration BOUND = Duration.ofSeconds(10);
    private static final Duration PROBATION = Duration.ofMinutes(5);
    private static final Grant TERMS = Grant.newBuilder()
            .setGeneration(2)
            .setHeartbeatMillis(5_000)
            .setSilenceMillis(30_000)
            .build();
    private static final List<Envelope.Builder> OTHERS = List.of(
            Lines.hello("confused"),
            Lines.welcome(1, "again"),
            Lines.request(),
            Envelope.newBuilder().setGrant(Grant.getDefaultInstance()),
            Lines.ready(PROBATION),
            Lines.opened(),
            Lines.confirm(),
            Lines.failed("said the predecessor"),
            Lines.takenOver("said the predecessor"),
            Lines.draining(1),
            Lines.inspect(),
            Envelope.newBuilder());
    private static final Set<SuccessorPhase> SETTLED =
            EnumSet.of(SuccessorPhase.OWNER, SuccessorPhase.FAILED, SuccessorPhase.RECLAIMED);

    private final Residue before = Residue.besides(Oddment.kept(0));

    @FuzzTest(lifecycle = Lifecycle.PER_TEST)
    void everyLeaseEndsAsItsPhaseSays(byte[] input) throws Exception {
        List<UnixStream> pair = UnixStream.pair();
        try (ScriptedPeer peer = new ScriptedPeer(new FrameChannel(pair.get(0)))) {
            Phases<SuccessorPhase> phases =
                    new Phases<>(SuccessorPhase.CONNECTING, InstantSource.system(), (from, to) -> {});
            phases.advance(SuccessorPhase.REQUESTING);
            phases.advance(SuccessorPhase.STAGED);
            Run run = new Run(peer, phases, new FrameChannel(pair.get(1)));
            try (Lease lease = run.lease) {
                lease.keep(run.told, () -> "fuzzed");
                run.play(new Script(input));
                run.end();
            }
        }
        before.assertNone();
    }

    /** One input's run: what was said, what the model makes of it, and what the successor did. */
    private static final class Run {
        final Lease lease;
        final ToldEvents told = new ToldEvents();
        private final ScriptedPeer peer;
        private final Phases<SuccessorPhase> phases;
        private SuccessorPhase expected = SuccessorPhase.STAGED;
        private boolean ready;
        private boolean opened;
        private boolean confirmSent;
        private boolean hungUp;
        private boolean released;
        private boolean dutiesFree;

        Run(ScriptedPeer peer, Phases<SuccessorPhase> phases, FrameChannel channel) {
            this.peer = peer;
            this.phases = phases;
            this.lease = new Lease(channel, Welcome.getDefaultInstance(), TERMS, List.of(), phases);
        }

        void play(Script script) throws Exception {
            while (!script.isOver() && !hungUp && !SETTLED.contains(expected)) {
                switch (script.step("cyruedanlhmDGXROC")) {
                    case 'R' -> getReady();
                    case 'O' -> open();
                    case 'C' -> confirm();
                    case 'X' -> hangUp();
                    case 'h' -> peer.say(Lines.heartbeat("FUZZED"));
                    case 'D' -> {
                        int count = 1 + script.count() % 128;
                        peer.say(Lines.heartbeat("FUZZED"), Collections.nCopies(count, Oddment.kept(script.count())));
                        broken();
                    }
                    case 'G' -> {
                        peer.sayBytes(new byte[] {0, 0, 0, 3, -1, -1, -1}, List.of());
                        broken();
                    }
                    case 'm' -> {
                        peer.say(OTHERS.get(script.count() % OTHERS.size()));
                        broken();
                    }
                    case 'c' -> commit();
                    case 'd' -> confirmed();
                    case 'y' -> duties(Lines.yielded(), false);
                    case 'r' -> duties(Lines.released(true), true);
                    case 'u' -> duties(Lines.released(false), false);
                    case 'e' -> duties(elsewhere(), false);
                    case 'a' -> over(Lines.abort("fuzzed"));
                    case 'n' -> over(Messages.refused(RefusalCode.DRAINING, "fuzzed"));
                    default -> over(Lines.reclaimed("fuzzed"));
                }
            }
        }

        private static Envelope.Builder elsewhere() {
            Envelope.Builder released = Lines.released(false);
            released.getReleasedBuilder().setElsewhere(true);
            return released;
        }

        private boolean isOnProbation() {
            return expected == SuccessorPhase.ON_PROBATION;
        }

        private void getReady() throws Exception {
            if (!ready && expected == SuccessorPhase.STAGED) {
                ready = true;
                // As ready() begins; the rest of it is a wait for the phase, which the model does here.
                lease.sayReady(PROBATION);
                peer.hearUntil(MessageCase.READY);
            }
        }

        private void open() throws IOException {
            if (!opened && isOnProbation()) {
                opened = true;
                lease.opened(PROBATION);
                peer.hearUntil(MessageCase.OPENED);
            }
        }

        private void confirm() throws Exception {
            lease.confirm();
            if (opened && isOnProbation() && !confirmSent) {
                confirmSent = true;
                // The keeper sees it at its next look, which a frame brings on.
                peer.say(Lines.heartbeat("FUZZED"));
                peer.hearUntil(MessageCase.CONFIRM);
            }
        }

        private void commit() throws Exception {
            peer.say(Lines.commit());
            if (ready && expected == SuccessorPhase.STAGED) {
                settle(SuccessorPhase.ON_PROBATION);
            } else {
                broken();
            }
        }

        private void confirmed() throws Exception {
            peer.say(Lines.confirmed());
            if (confirmSent) {
                settle(SuccessorPhase.OWNER);
            } else {
                broken();
            }
        }

        private void duties(Envelope.Builder message, boolean free) throws Exception {
            peer.say(message);
            boolean isAgain = released && message.hasReleased();
            released |= message.hasReleased();
            if (isOnProbation() && !isAgain) {
                dutiesFree |= free;
            } else {
                broken();
            }
        }

        private void over(Envelope.Builder message) throws Exception {
            peer.say(message);
            settle(isOnProbation() ? SuccessorPhase.RECLAIMED : SuccessorPhase.FAILED);
        }

        // On probation the successor asks for a reclaim, and gets it; its gate stays open until then.
        private void broken() throws Exception {
            if (isOnProbation()) {
                peer.hearUntil(MessageCase.FAILED);
                assertThat(phases.current()).isEqualTo(SuccessorPhase.ON_PROBATION);
                peer.say(Lines.reclaimed("as asked"));
                settle(SuccessorPhase.RECLAIMED);
            } else {
                settle(SuccessorPhase.FAILED);
            }
        }

        private void hangUp() throws Exception {
            hungUp = true;
            peer.close();
            dutiesFree = true;
            if (ready) {
                settle(SuccessorPhase.OWNER);
            } else {
                told.awaitInherited();
                lease.sayReady(PROBATION);
                settle(SuccessorPhase.OWNER);
            }
        }

        private void settle(SuccessorPhase phase) throws InterruptedException {
            expected = phase;
            assertThat(phases.await(now -> now == phase || SETTLED.contains(now), Deadline.in(BOUND)))
                    .isEqualTo(phase);
        }

        void end() throws Exception {
            if (!SETTLED.contains(expected)) {
                hangUp();
            }
            assertThat(phases.current()).isEqualTo(expected);
            if (expected == SuccessorPhase.RECLAIMED) {
                lease.released(true, "stopped");
                hearReleased();
            }
            peer.close();
            lease.close();
            told.assertToldOnce(expected, dutiesFree);
        }

        private void hearReleased() throws IOException {
            try {
                peer.hearUntil(MessageCase.RELEASED);
            } catch (ErrnoException reset) {
                throw new AssertionError("its last word was lost", reset);
            }
        }
    }
}
