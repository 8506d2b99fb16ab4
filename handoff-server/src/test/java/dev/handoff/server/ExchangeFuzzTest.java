package dev.handoff.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.code_intelligence.jazzer.junit.Lifecycle;
import dev.handoff.client.Trust;
import dev.handoff.fd.Deadline;
import dev.handoff.fd.Errno;
import dev.handoff.fd.ErrnoException;
import dev.handoff.fd.OwnedFd;
import dev.handoff.fd.PeerCredentials;
import dev.handoff.fd.Sockets;
import dev.handoff.fd.UnixStream;
import dev.handoff.phase.ProcessPhase;
import dev.handoff.server.PredecessorModel.Outcome;
import dev.handoff.testing.Lines;
import dev.handoff.testing.Oddment;
import dev.handoff.testing.Residue;
import dev.handoff.testing.Script;
import dev.handoff.testing.ScriptedPeer;
import dev.handoff.wire.Frame;
import dev.handoff.wire.FrameChannel;
import dev.handoff.wire.v1.Envelope;
import dev.handoff.wire.v1.Envelope.MessageCase;
import dev.handoff.wire.v1.Grant;
import dev.handoff.wire.v1.Status;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A successor that says anything, in any order, with anything attached, and hangs up anywhere. The predecessor ends where
 * docs/states.md says, tells it so, and is left as that phase demands.
 *
 * <p>The letters: R ready, O opened, C confirm, T taken over, A abort, F failed, h heartbeat, M some other message, D a
 * heartbeat with descriptors, G a frame of garbage, B bytes, p a Ready with any probation, X hangs up at once, without having
 * heard what was said. The first byte says where its own duties are.
 */
class ExchangeFuzzTest {
    private static final Duration BOUND = Duration.ofSeconds(10);
    private static final ServerTerms TERMS = new ServerTerms(
            Trust.OURSELVES,
            Optional.empty(),
            Duration.ofSeconds(5),
            Duration.ofSeconds(30),
            Duration.ofMinutes(1),
            Duration.ofSeconds(30),
            8);
    static final PeerCredentials OURSELVES =
            new PeerCredentials((int) ProcessHandle.current().pid(), PeerCredentials.ownUid(), 0);
    private static final List<Envelope.Builder> OTHERS = List.of(
            Lines.hello("again"),
            Lines.welcome(1, "impostor"),
            Lines.request(),
            Envelope.newBuilder().setGrant(Grant.getDefaultInstance()),
            Lines.commit(),
            Lines.yielded(),
            Lines.released(true),
            Lines.released(false),
            Lines.confirmed(),
            Lines.reclaimed("said the successor"),
            Lines.draining(1),
            Lines.inspect(),
            Envelope.newBuilder());
    /** Why an exchange may end. A reason that is none of these is an exception that nobody thought of. */
    private static final Pattern REASONS = Pattern.compile("confirmed|the successor died|given back: .*"
            + "|the successor failed: .*|the successor sent .* in phase [A-Z]+|(READY|OPENED|CONFIRM) in phase [A-Z]+"
            + "|silent|[A-Z].* with \\d+ descriptors|a frame.*|\\d+ descriptors .*|.*descriptors.*lost.*");

    private final Residue before = Residue.besides(Oddment.kept(0), RecordingEstate.FOLDER);
    private PredecessorModel model = new PredecessorModel();
    private List<Outcome> deaths = new ArrayList<>();
    private boolean rude;

    @FuzzTest(lifecycle = Lifecycle.PER_TEST)
    void everyExchangeEndsAsItsPhaseSays(byte[] input) throws Exception {
        model = new PredecessorModel();
        deaths = new ArrayList<>();
        rude = false;
        Script script = new Script(input);
        Whereabouts[] all = Whereabouts.values();
        RecordingEstate estate = new RecordingEstate(all[script.count() % all.length]);
        List<UnixStream> pair = UnixStream.pair();
        Thread serving = serving(estate, new FrameChannel(pair.get(1)));
        try (ScriptedPeer peer = new ScriptedPeer(new FrameChannel(pair.get(0)))) {
            serving.start();
            converse(peer, script);
        }
        serving.join(BOUND.toMillis());
        assertThat(serving.isAlive()).as("still serving").isFalse();
        assertLeftAsItShouldBe(estate);
        estate.end();
        before.assertNone();
    }

    private static Thread serving(RecordingEstate estate, FrameChannel channel) {
        ExchangeLine line = new ExchangeLine(estate.phases());
        Reception reception = new Reception(
                estate,
                TERMS,
                line,
                new Drainers(8, new Chronicle(List.of())),
                isSpent -> 3,
                Status::getDefaultInstance);
        Thread thread = new Thread(() -> {
            reception.serve(channel, OURSELVES);
            channel.close();
        });
        thread.setDaemon(true);
        return thread;
    }

    private void converse(ScriptedPeer peer, Script script) throws IOException {
        peer.say(Lines.hello("v3"));
        peer.hear(MessageCase.WELCOME);
        peer.say(Lines.request());
        peer.hear(MessageCase.GRANT);
        try {
            while (!script.isOver() && !model.isOver() && !rude) {
                say(peer, script);
            }
            if (model.isOver() && !rude) {
                hearTheRest(peer);
            }
        } catch (ErrnoException gone) {
            assertThat(rude).as(gone.toString()).isTrue();
        }
        deaths.add(model.isOver() ? model.outcome() : died());
    }

    private Outcome died() {
        model.broken();
        return model.outcome();
    }

    private void say(ScriptedPeer peer, Script script) throws IOException {
        switch (script.step("ROCTAFhMDGBpX")) {
            case 'R' -> say(peer, Lines.ready(Duration.ofMinutes(1)));
            case 'p' -> {
                Envelope.Builder ready = Envelope.newBuilder();
                ready.getReadyBuilder().setProbationMillis(script.wide());
                say(peer, ready);
            }
            case 'O' -> say(peer, Lines.opened());
            case 'C' -> say(peer, Lines.confirm());
            case 'T' -> say(peer, Lines.takenOver("fuzzed"));
            case 'A' -> say(peer, Lines.abort("fuzzed"));
            case 'F' -> say(peer, Lines.failed("fuzzed"));
            case 'h' -> say(peer, Lines.heartbeat("FUZZED"));
            case 'M' -> say(peer, OTHERS.get(script.count() % OTHERS.size()));
            case 'D' -> {
                OwnedFd oddment = Oddment.kept(script.count());
                peer.say(Lines.heartbeat("FUZZED"), Collections.nCopies(1 + script.count() % 128, oddment));
                hear(peer, model.broken());
            }
            case 'G' -> garbage(peer, new byte[] {0, 0, 0, 3, -1, -1, -1}, script);
            case 'B' ->
                garbage(
                        peer,
                        ByteBuffer.allocate(5)
                                .putInt((int) script.wide() | 0x80000000)
                                .array(),
                        script);
            default -> rude = true;
        }
    }

    private void garbage(ScriptedPeer peer, byte[] bytes, Script script) throws IOException {
        peer.sayBytes(bytes, Collections.nCopies(script.count() % 4, Oddment.kept(script.count())));
        hear(peer, model.broken());
    }

    // Followed by a hang-up, a message may never be read: the answer to one before it does not find us.
    private void say(ScriptedPeer peer, Envelope.Builder message) throws IOException {
        boolean answered = !model.isOver();
        PredecessorModel now = model;
        peer.say(message);
        MessageCase answer = now.take(message.getMessageCase());
        if (answered) {
            hear(peer, answer);
        }
    }

    private static void hear(ScriptedPeer peer, MessageCase answer) throws IOException {
        if (answer != MessageCase.MESSAGE_NOT_SET) {
            peer.hearUntil(answer);
        }
    }

    // Nothing may come after the last word but Released; and, where we have said so ourselves, nothing has to.
    private void hearTheRest(ScriptedPeer peer) throws IOException {
        if (model.outcome() == Outcome.RECLAIMED && model.isOpened()) {
            peer.mutter(Lines.released(true));
        }
        try {
            while (true) {
                try (Frame frame = peer.channel().receive(Deadline.in(BOUND))) {
                    assertThat(frame.kind()).isIn(MessageCase.RELEASED, MessageCase.HEARTBEAT);
                }
            }
        } catch (EOFException end) {
            // It hangs up once it has said what it had to.
        } catch (ErrnoException reset) {
            assertThat(reset.is(Errno.ECONNRESET))
                    .as("something of ours was left unread")
                    .isTrue();
        }
    }

    private void assertLeftAsItShouldBe(RecordingEstate estate) throws IOException {
        assertThat(estate.wrongs()).isEmpty();
        assertThat(estate.records()).hasSize(1);
        Outcome outcome = Outcome.valueOf(estate.records().get(0).getOutcome().toUpperCase(Locale.ROOT));
        assertThat(deaths).as(estate.records().get(0).getReason()).contains(outcome);
        String reason = estate.records().get(0).getReason();
        assertThat(REASONS.matcher(reason.isEmpty() ? "silent" : reason).matches()
                        || (outcome == Outcome.CONFIRMED && "fuzzed".equals(reason)))
                .as("\"%s\" is a reason", reason)
                .isTrue();
        assertThat(estate.isYielded()).isEqualTo(outcome == Outcome.CONFIRMED);
        assertThat(estate.reclaims()).isEqualTo(outcome == Outcome.RECLAIMED ? 1 : 0);
        assertThat(estate.phases().current())
                .isEqualTo(outcome == Outcome.CONFIRMED ? ProcessPhase.RETIRED : ProcessPhase.OWNER);
        assertThat(estate.returns() + estate.resumes())
                .isEqualTo(outcome == Outcome.RECLAIMED && estate.releases() > 0 ? 1 : 0);
        assertAcceptsStill(estate);
    }

    /** The listener is whole: a connection is taken from it. */
    private static void assertAcceptsStill(RecordingEstate estate) throws IOException {
        try (UnixStream client = UnixStream.connect(RecordingEstate.FOLDER.resolve("front"), BOUND)) {
            Optional<OwnedFd> accepted =
                    Sockets.accept(estate.listeners().get(0).fd());
            assertThat(accepted).isPresent();
            accepted.ifPresent(OwnedFd::close);
            assertThat(client.isOpen()).isTrue();
        }
    }
}
