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
    void knowsWhatIsOpenAndHasNoType() throws IOException {
        List<OwnedFd> sockets = Sockets.pair();
        int closed;
        try (OwnedFd event = OwnedFd.of((int) Libc.EVENTFD.tried(0, 0x80000))) {
            closed = event.number();
            assertThat(DescriptorTable.anonymous(closed + 1))
                    .contains(closed)
                    .doesNotContain(0, sockets.get(0).number(), sockets.get(1).number());
            assertThat(DescriptorTable.anonymous(closed)).doesNotContain(closed);
        } finally {
            OwnedFd.closeAll(sockets);
        }
        assertThat(DescriptorTable.anonymous(closed + 1)).doesNotContain(closed);
    }
}
