package dev.handoff.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handoff.wire.v1.Hello;
import dev.handoff.wire.v1.RefusalCode;
import dev.handoff.wire.v1.Welcome;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NegotiationTest {
    private static Hello hello(int min, int max) {
        return Hello.newBuilder().setMinVersion(min).setMaxVersion(max).build();
    }

    @Test
    void agreesWithItself() throws IOException {
        int version = Negotiation.agree(Negotiation.hello().build());
        assertThat(version).isEqualTo(Negotiation.MAX_VERSION);
        assertThat(Negotiation.accept(Welcome.newBuilder().setVersion(version).build()))
                .isEqualTo(version);
    }

    // -1 is 4294967295 on the wire.
    @ParameterizedTest
    @CsvSource({"1,1", "1,2", "0,1", "1,100", "1,-1"})
    void agreesOnTheHighestThatBothSpeak(int min, int max) throws IOException {
        assertThat(Negotiation.agree(hello(min, max))).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"2,2", "2,9", "0,0", "5,1", "-1,-1", "-1,1"})
    void refusesWhenThereIsNoneInCommon(int min, int max) {
        assertThatThrownBy(() -> Negotiation.agree(hello(min, max)))
                .isInstanceOfSatisfying(
                        RefusedException.class, e -> assertThat(e.code()).isEqualTo(RefusalCode.VERSION))
                .hasMessageContaining("this side speaks protocol versions 1 to 1")
                .hasMessageContaining("the peer " + Integer.toUnsignedString(min) + " to ");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2, -1, 1 << 30})
    void acceptsNoVersionThatWasNotOffered(int version) {
        assertThatThrownBy(() -> Negotiation.accept(
                        Welcome.newBuilder().setVersion(version).build()))
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining(Integer.toUnsignedString(version));
    }
}
