package dev.handoff.fd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handoff.testing.Literal;
import dev.handoff.testing.NoLeakedDescriptors;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(NoLeakedDescriptors.class)
class PidFdTest {
    private static PidFd self() throws IOException {
        return PidFd.of((int) ProcessHandle.current().pid());
    }

    @Test
    void duplicatesADescriptorOfAProcess() throws IOException {
        try (PidFd self = self();
                OwnedFd listener = Sockets.listenTcp(Family.INET, Literal.anyPort("127.0.0.1"), 1);
                OwnedFd taken = self.descriptor(listener.number())) {
            assertThat(taken.number()).isNotEqualTo(listener.number());
            assertThat(SocketFacts.of(taken)).isEqualTo(SocketFacts.of(listener));
        }
    }

    @Test
    void saysThatThereIsNoSuchDescriptor() throws IOException {
        try (PidFd self = self()) {
            assertThatThrownBy(() -> self.descriptor(1_000_000)).hasMessage("syscall: EBADF");
        }
    }
}
