package dev.handoff.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import dev.handoff.fd.OwnedFd;
import dev.handoff.testing.NoLeakedDescriptors;
import dev.handoff.wire.v1.Commit;
import dev.handoff.wire.v1.Envelope;
import dev.handoff.wire.v1.Envelope.MessageCase;
import dev.handoff.wire.v1.RefusalCode;
import dev.handoff.wire.v1.Refused;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(NoLeakedDescriptors.class)
class MessagesTest {
    private static Frame commit(List<OwnedFd> descriptors) {
        return new Frame(
                Envelope.newBuilder().setCommit(Commit.getDefaultInstance()).build(), descriptors);
    }

    @Test
    void passesTheMessageThatMustComeNow() throws IOException {
        Frame frame = commit(List.of());
        assertThat(Messages.expect(frame, MessageCase.COMMIT)).isSameAs(frame);
    }

    @Test
    void refusesAnyOtherByItsNameAndClosesWhatItCarried() throws IOException {
        NamedListener listener = NamedListenerTest.tcp("http");
        assertThatThrownBy(() -> Messages.expect(commit(List.of(listener.fd())), MessageCase.GRANT))
                .isInstanceOf(ProtocolException.class)
                .hasMessage("expected GRANT, got COMMIT");
        assertThat(listener.fd().isOpen()).isFalse();
    }

    @Test
    void namesAMessageOfALaterVersionByItsNumber() {
        UnknownFieldSet later = UnknownFieldSet.newBuilder()
                .addField(
                        77,
                        UnknownFieldSet.Field.newBuilder()
                                .addLengthDelimited(ByteString.EMPTY)
                                .build())
                .build();
        Envelope envelope = Envelope.newBuilder().setUnknownFields(later).build();
        assertThat(Messages.name(envelope)).isEqualTo("message 77, unknown to version 1");
        assertThat(Messages.name(Envelope.getDefaultInstance())).isEqualTo("an empty frame");
    }

    @Test
    void passesARefusalOnWithItsCodeAndSentence() {
        Frame refused = new Frame(
                Messages.refused(RefusalCode.UNKNOWN_LISTENER, "no listener is called x")
                        .build(),
                List.of());
        assertThatThrownBy(() -> Messages.expect(refused, MessageCase.GRANT))
                .isInstanceOfSatisfying(
                        RefusedException.class, e -> assertThat(e.code()).isEqualTo(RefusalCode.UNKNOWN_LISTENER))
                .hasMessage("no listener is called x");
    }

    @Test
    void saysWhoIsBusyAndSinceWhen() {
        Refused busy = Refused.newBuilder()
                .setCode(RefusalCode.BUSY)
                .setSentence("another exchange is open")
                .setHolder("release 2, pid 7")
                .setSinceMillis(1_793_534_400_000L)
                .build();
        assertThat(RefusedException.of(busy))
                .hasMessage("another exchange is open (release 2, pid 7, since 2026-11-01T12:00:00Z)");
    }

    @Test
    void survivesARefusalFromTheFuture() {
        Refused odd = Refused.newBuilder()
                .setCodeValue(99)
                .setSentence("?")
                .setSinceMillis(Long.MAX_VALUE)
                .build();
        assertThat(RefusedException.of(odd).code()).isEqualTo(RefusalCode.UNRECOGNIZED);
        assertThat(RefusedException.of(odd.toBuilder().setCode(RefusalCode.BUSY).build()))
                .hasMessageStartingWith("?");
    }
}
