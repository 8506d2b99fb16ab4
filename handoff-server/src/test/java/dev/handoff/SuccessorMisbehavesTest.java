package dev.handoff;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.ScriptedSuccessor.Step;
import dev.handoff.fd.OwnedFd;
import dev.handoff.fd.UnixStream;
import dev.handoff.phase.ProcessPhase;
import dev.handoff.testing.Lines;
import dev.handoff.testing.ScriptedPeer;
import dev.handoff.wire.v1.Envelope;
import dev.handoff.wire.v1.Envelope.MessageCase;
import dev.handoff.wire.v1.Grant;
import dev.handoff.wire.v1.RefusalCode;
import dev.handoff.wire.v1.Refused;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The successor says what it must not say now: it is told so, and nothing else is disturbed. */
class SuccessorMisbehavesTest extends PredecessorFixture {
    private static final Duration LONG = Duration.ofMinutes(1);

    private static Envelope.Builder line(MessageCase message) {
        return switch (message) {
            case HELLO -> Lines.hello("again");
            case WELCOME -> Lines.welcome(1, "impostor");
            case REQUEST -> Lines.request();
            case GRANT -> Envelope.newBuilder().setGrant(Grant.getDefaultInstance());
            case READY -> Lines.ready(LONG);
            case COMMIT -> Lines.commit();
            case OPENED -> Lines.opened();
            case YIELDED -> Lines.yielded();
            case RELEASED -> Lines.released(true);
            case CONFIRM -> Lines.confirm();
            case CONFIRMED -> Lines.confirmed();
            case ABORT -> Lines.abort("given back");
            case FAILED -> Lines.failed("on purpose");
            case RECLAIMED -> Lines.reclaimed("said the successor");
            case DRAINING -> Lines.draining(1);
            case INSPECT -> Lines.inspect();
            default -> throw new IllegalArgumentException(message.name());
        };
    }

    private static final Map<Step, List<MessageCase>> WRONG = Map.of(
            Step.REQUEST, List.of(MessageCase.REQUEST, MessageCase.OPENED, MessageCase.HELLO),
            Step.GRANT,
                    List.of(
                            MessageCase.HELLO,
                            MessageCase.REQUEST,
                            MessageCase.GRANT,
                            MessageCase.COMMIT,
                            MessageCase.OPENED,
                            MessageCase.YIELDED,
                            MessageCase.RELEASED,
                            MessageCase.CONFIRM,
                            MessageCase.CONFIRMED,
                            MessageCase.RECLAIMED,
                            MessageCase.DRAINING,
                            MessageCase.INSPECT),
            Step.COMMIT, List.of(MessageCase.READY, MessageCase.CONFIRM, MessageCase.RELEASED),
            Step.YIELDED, List.of(MessageCase.READY, MessageCase.OPENED, MessageCase.REQUEST, MessageCase.WELCOME));

    @ParameterizedTest
    @EnumSource(
            names = {"REQUEST", "GRANT", "COMMIT", "YIELDED"},
            value = Step.class)
    void aMessageOutOfOrderUndoesTheHandoffByName(Step step) throws Exception {
        for (MessageCase wrong : WRONG.getOrDefault(step, List.of())) {
            try (ScriptedSuccessor successor = ScriptedSuccessor.at(control()).to(step)) {
                successor.peer().say(line(wrong));
                assertThat(reason(successor.verdict(step))).contains(wrong.name());
                assertThat(first().answers()).isTrue();
            }
            assertServesOn(step.isCommitted() ? "reclaimed" : "aborted");
        }
        assertHandsOverTo(
                step.isCommitted() ? 2 + WRONG.getOrDefault(step, List.of()).size() : 2);
    }

    private static String reason(Envelope verdict) {
        return verdict.hasReclaimed()
                ? verdict.getReclaimed().getReason()
                : verdict.getAbort().getReason();
    }

    @Test
    void afterTheGreetingOnlyARequestAnInspectionOrAReportIsUnderstood() throws Exception {
        for (MessageCase wrong : List.of(
                MessageCase.HELLO,
                MessageCase.READY,
                MessageCase.OPENED,
                MessageCase.CONFIRM,
                MessageCase.ABORT,
                MessageCase.FAILED,
                MessageCase.GRANT)) {
            try (ScriptedSuccessor successor = ScriptedSuccessor.at(control()).to(Step.HELLO)) {
                successor.peer().say(line(wrong));
                Refused refused = successor.peer().hear(MessageCase.REFUSED).getRefused();
                assertThat(refused.getCode()).isEqualTo(RefusalCode.PROTOCOL);
                assertThat(refused.getSentence()).contains(wrong.name());
                successor.peer().hearEnd();
            }
        }
        assertThat(first().handoff().status().hasLastHandoff()).isFalse();
        assertHandsOverTo(2);
    }

    @Test
    void beforeTheGreetingNothingElseIsUnderstood() throws Exception {
        for (MessageCase wrong : List.of(MessageCase.REQUEST, MessageCase.INSPECT, MessageCase.DRAINING)) {
            try (ScriptedPeer peer = ScriptedPeer.connect(control())) {
                peer.say(line(wrong));
                Refused refused = peer.hear(MessageCase.REFUSED).getRefused();
                assertThat(refused.getCode()).isEqualTo(RefusalCode.PROTOCOL);
                assertThat(refused.getSentence()).contains("HELLO").contains(wrong.name());
                peer.hearEnd();
            }
        }
        assertThat(first().handoff().phase()).isEqualTo(ProcessPhase.OWNER);
    }

    @ParameterizedTest
    @EnumSource(
            names = {"GRANT", "COMMIT", "YIELDED"},
            value = Step.class)
    void garbageUndoesTheHandoffAndIsAnswered(Step step) throws Exception {
        List<byte[]> garbage = List.of(
                new byte[] {0, 0, 0, 3, -1, -1, -1},
                new byte[] {0, 0, 0, 0},
                ByteBuffer.allocate(4).putInt(64 * 1024 + 1).array(),
                new byte[] {-1, -1, -1, -1, 1},
                "GET / HTTP/1.1\r\n\r\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        for (byte[] bytes : garbage) {
            try (ScriptedSuccessor successor = ScriptedSuccessor.at(control()).to(step)) {
                successor.peer().fallSilent();
                successor.peer().sayBytes(bytes, List.of());
                assertThat(reason(successor.verdict(step))).containsAnyOf("length", "no message");
            }
            assertServesOn(step.isCommitted() ? "reclaimed" : "aborted");
        }
        assertHandsOverTo(step.isCommitted() ? 2 + garbage.size() : 2);
    }

    @Test
    void garbageInsteadOfAGreetingIsRefused() throws Exception {
        for (byte[] bytes : List.of(
                new byte[] {0, 0, 0, 3, -1, -1, -1},
                ByteBuffer.allocate(4).putInt(Integer.MAX_VALUE).array(),
                new byte[] {-1, -1, -1, -1})) {
            try (ScriptedPeer peer = ScriptedPeer.connect(control())) {
                peer.sayBytes(bytes, List.of());
                assertThat(peer.hear(MessageCase.REFUSED).getRefused().getCode())
                        .isEqualTo(RefusalCode.PROTOCOL);
                peer.hearEnd();
            }
        }
        assertHandsOverTo(2);
    }

    @Test
    void aMessageOfALaterVersionIsRefusedByItsNumber() throws Exception {
        // Field 99, length 0: a message that version 1 does not have.
        byte[] unknown = {0, 0, 0, 3, (byte) 0x9a, 6, 0};
        try (ScriptedSuccessor successor = ScriptedSuccessor.at(control()).to(Step.HELLO)) {
            successor.peer().sayBytes(unknown, List.of());
            assertThat(successor.peer().hear(MessageCase.REFUSED).getRefused().getSentence())
                    .contains("message 99, unknown to version 1");
        }
        try (ScriptedSuccessor successor = ScriptedSuccessor.at(control()).to(Step.GRANT)) {
            successor.peer().fallSilent();
            successor.peer().sayBytes(unknown, List.of());
            assertThat(successor.peer().hear(MessageCase.ABORT).getAbort().getReason())
                    .contains("message 99, unknown to version 1");
        }
        assertServesOn("aborted");
    }

    @ParameterizedTest
    @EnumSource(
            names = {"GRANT", "COMMIT", "YIELDED"},
            value = Step.class)
    void descriptorsThatNobodyAskedForUndoTheHandoff(Step step) throws Exception {
        List<UnixStream> pair = UnixStream.pair();
        try (ScriptedSuccessor successor = ScriptedSuccessor.at(control()).to(step)) {
            OwnedFd uninvited = successor.granted().get(0);
            successor.peer().say(Lines.heartbeat("SCRIPTED"), List.of(uninvited));
            assertThat(reason(successor.verdict(step))).contains("HEARTBEAT").contains("1 descriptor");
        } finally {
            pair.forEach(UnixStream::close);
        }
        assertServesOn(step.isCommitted() ? "reclaimed" : "aborted");
        try (ScriptedSuccessor successor = ScriptedSuccessor.at(control()).to(step)) {
            successor.peer().fallSilent();
            byte[] undeclared = {0, 0, 0, 3, (byte) 0xb2, 1, 0};
            successor.peer().sayBytes(undeclared, successor.granted());
            assertThat(reason(successor.verdict(step))).contains("declares 0 descriptors and carries 1");
        }
        assertServesOn(step.isCommitted() ? "reclaimed" : "aborted");
    }

    @Test
    void descriptorsWithAGreetingOrARequestAreRefused() throws Exception {
        List<OwnedFd> uninvited;
        try (ScriptedSuccessor successor = ScriptedSuccessor.at(control()).to(Step.GRANT)) {
            uninvited = List.of(successor.granted().get(0));
            try (ScriptedPeer peer = ScriptedPeer.connect(control())) {
                peer.say(Lines.hello("laden"), uninvited);
                assertThat(peer.hear(MessageCase.REFUSED).getRefused().getSentence())
                        .contains("HELLO with 1 descriptor");
            }
            try (ScriptedPeer peer = ScriptedPeer.connect(control())) {
                peer.say(Lines.hello("laden"));
                peer.hear(MessageCase.WELCOME);
                peer.say(Lines.request(), uninvited);
                assertThat(peer.hear(MessageCase.REFUSED).getRefused().getSentence())
                        .contains("REQUEST with 1 descriptor");
            }
            successor.peer().hearNothing(Duration.ofMillis(100));
        }
        assertServesOn("aborted");
    }

    @Test
    void aSuccessorThatGivesTheListenersBackHasChangedNothing() throws Exception {
        for (int i = 0; i < 3; i++) {
            try (ScriptedSuccessor successor = ScriptedSuccessor.at(control()).to(Step.GRANT)) {
                assertThat(successor.grant().getGeneration()).isEqualTo(2);
                successor.peer().say(Lines.abort("only looking"));
                successor.peer().hearEnd();
            }
            assertThat(assertServesOn("aborted").getReason()).isEqualTo("given back: only looking");
        }
        assertHandsOverTo(2);
    }

    @Test
    void aSuccessorThatSaysItFailedOnProbationIsReclaimedFrom() throws Exception {
        try (ScriptedSuccessor successor = ScriptedSuccessor.at(control()).to(Step.YIELDED)) {
            // Else it may cross what follows, and come last.
            successor.peer().hear(MessageCase.RELEASED);
            successor.peer().say(Lines.failed("the database is not there"));
            assertThat(successor
                            .peer()
                            .hearUntil(MessageCase.RECLAIMED)
                            .getReclaimed()
                            .getReason())
                    .isEqualTo("the successor failed: the database is not there");
            assertThat(first().answers()).isTrue();
            successor.peer().say(Lines.released(true));
            successor.peer().hearEnd();
        }
        assertServesOn("reclaimed");
        assertHandsOverTo(3);
    }
}
