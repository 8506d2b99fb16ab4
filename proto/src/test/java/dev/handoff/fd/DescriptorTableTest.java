package dev.handoff.fd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.testing.NoLeakedDescriptors;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(NoLeakedDescriptors.class)
class DescriptorTableTest {
    @Test
    void knowsWhatIsOpenAndNoSocket() throws IOException {
        List<OwnedFd> sockets = Sockets.pair();
        int closed;
        try (OwnedFd event = OwnedFd.of((int) Libc.EVENTFD.tried(0, 0x80000))) {
            closed = event.number();
            assertThat(DescriptorTable.withoutSockets(closed + 1))
                    .contains(closed)
                    .doesNotContain(sockets.get(0).number(), sockets.get(1).number());
            assertThat(DescriptorTable.withoutSockets(closed)).doesNotContain(closed);
        } finally {
            OwnedFd.closeAll(sockets);
        }
        assertThat(DescriptorTable.withoutSockets(closed + 1)).doesNotContain(closed);
    }
}
