package dev.handoff.fd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.testing.NoLeakedDescriptors;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(NoLeakedDescriptors.class)
class UnixListenersTest {
    @TempDir
    private Path folder;

    @Test
    void seesWhoListensAndDoesNotKnock() throws IOException {
        Path path = folder.resolve("a name with  spaces");
        try (OwnedFd listener = Sockets.listenUnix(path, 4)) {
            assertThat(UnixListeners.isAt(path)).isTrue();
            assertThat(Sockets.accept(listener)).isEmpty();
        }
        assertThat(UnixListeners.isAt(path)).as("the file is still there").isFalse();
    }

    @Test
    void aSocketThatOnlyReadsIsNoListener() throws IOException {
        Path path = folder.resolve("s");
        try (DatagramReader reader = DatagramReader.at(path.toString())) {
            assertThat(UnixListeners.isAt(path)).isFalse();
            assertThat(reader.address()).isEqualTo(path.toString());
        }
    }
}
