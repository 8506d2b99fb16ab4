package dev.handoff.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.handoff.wire.v1.Envelope;
import dev.handoff.wire.v1.Hello;
import java.io.IOException;
import java.util.List;

/** Any envelope: it has a name, is taken as itself only, and no greeting leads to a version that one side does not speak. */
class MessagesFuzzTest {
    @FuzzTest
    void anEnvelopeIsTakenForWhatItIs(byte[] input) throws IOException {
        Envelope envelope;
        try {
            envelope = Envelope.parseFrom(input);
        } catch (InvalidProtocolBufferException garbage) {
            return;
        }
        assertThat(Messages.name(envelope)).isNotBlank();
        for (Envelope.MessageCase expected : Envelope.MessageCase.values()) {
            assertExpected(envelope, expected);
        }
        assertAgreed(envelope.getHello());
        assertAccepted(envelope);
    }

    private static void assertExpected(Envelope envelope, Envelope.MessageCase expected) throws IOException {
        try {
            Frame frame = Messages.expect(new Frame(envelope, List.of()), expected);
            assertThat(frame.kind()).isEqualTo(expected);
        } catch (RefusedException refused) {
            assertThat(envelope.hasRefused()).isTrue();
            assertThat(refused.code()).isEqualTo(envelope.getRefused().getCode());
        } catch (ProtocolException other) {
            assertThat(envelope.getMessageCase()).isNotEqualTo(expected);
            assertThat(other.getMessage()).contains(Messages.name(envelope));
        }
    }

    private static void assertAgreed(Hello hello) {
        try {
            int version = Negotiation.agree(hello);
            assertThat(version).isBetween(Negotiation.MIN_VERSION, Negotiation.MAX_VERSION);
            assertThat(Integer.compareUnsigned(version, hello.getMinVersion())).isNotNegative();
            assertThat(Integer.compareUnsigned(version, hello.getMaxVersion())).isNotPositive();
        } catch (RefusedException none) {
            boolean shared = Integer.compareUnsigned(hello.getMinVersion(), Negotiation.MAX_VERSION) <= 0
                    && Integer.compareUnsigned(hello.getMaxVersion(), Negotiation.MIN_VERSION) >= 0
                    && Integer.compareUnsigned(hello.getMinVersion(), hello.getMaxVersion()) <= 0;
            assertThat(shared).isFalse();
        }
    }

    private static void assertAccepted(Envelope envelope) {
        int version = envelope.getWelcome().getVersion();
        try {
            assertThat(Negotiation.accept(envelope.getWelcome())).isEqualTo(version);
            assertThat(version).isBetween(Negotiation.MIN_VERSION, Negotiation.MAX_VERSION);
        } catch (ProtocolException notOffered) {
            assertThat(version >= Negotiation.MIN_VERSION && version <= Negotiation.MAX_VERSION)
                    .isFalse();
        }
    }
}
