package dev.handoff.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handoff.fd.Family;
import dev.handoff.fd.OwnedFd;
import dev.handoff.fd.Sockets;
import dev.handoff.testing.Literal;
import dev.handoff.testing.NoLeakedDescriptors;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(NoLeakedDescriptors.class)
class NamedListenerTest {
    static NamedListener tcp(String name) throws IOException {
        return NamedListener.of(name, 50, Sockets.listenTcp(Family.INET, Literal.anyPort("127.0.0.1"), 50));
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "a b", "~", " ", "http.socket", "a/b@c=d"})
    void takesWhatSystemdTakes(String name) {
        assertThat(NamedListener.requireName(name)).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a:b", "a\nb", "a\u0000", "ü", "a\u007f", "\u001b[31m"})
    void refusesWhatSystemdRefuses(String name) {
        assertThatThrownBy(() -> NamedListener.requireName(name))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("1 to 255");
    }

    @Test
    void takes255CharactersAndNotOneMore() {
        assertThat(NamedListener.requireName("n".repeat(255))).hasSize(255);
        assertThatThrownBy(() -> NamedListener.requireName("n".repeat(256)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void closesItsDescriptor() throws IOException {
        NamedListener listener = tcp("http");
        OwnedFd fd = listener.fd();
        listener.close();
        assertThat(fd.isOpen()).isFalse();
    }
}
