package dev.handoff.fd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handoff.testing.NoLeakedDescriptors;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(NoLeakedDescriptors.class)
class UnixDatagramTest {
    @TempDir
    private Path folder;

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static Deadline soon() {
        return Deadline.in(Duration.ofSeconds(20));
    }

    @Test
    void arrivesAtAPathWithTheVerySockets() throws IOException {
        try (DatagramReader reader = DatagramReader.at(folder.resolve("s").toString());
                OwnedFd one = Sockets.unixStream();
                OwnedFd two = Sockets.unixStream()) {
            UnixDatagram.send(reader.address(), bytes("A=1\nB=é"), List.of(one, two), soon());
            try (DatagramReader.Datagram datagram = reader.read()) {
                assertThat(datagram.text()).isEqualTo("A=1\nB=é");
                assertThat(UnixStreamTest.cookies(datagram.descriptors()))
                        .isEqualTo(UnixStreamTest.cookies(List.of(one, two)));
            }
            assertThat(one.isOpen()).isTrue();
        }
    }

    @Test
    void arrivesAtAnAbstractNameAndInOrder() throws IOException {
        try (DatagramReader reader = DatagramReader.at("@handoff-test-" + UUID.randomUUID())) {
            for (String each : List.of("1", "2", "3")) {
                UnixDatagram.send(reader.address(), bytes(each), List.of(), soon());
            }
            for (String each : List.of("1", "2", "3")) {
                try (DatagramReader.Datagram datagram = reader.read()) {
                    assertThat(datagram.text()).isEqualTo(each);
                }
            }
        }
    }

    @Test
    void isNotSentWhereNobodyReads() throws IOException {
        String path = folder.resolve("s").toString();
        assertThatThrownBy(() -> UnixDatagram.send(path, bytes("x"), List.of(), soon()))
                .isInstanceOfSatisfying(
                        ErrnoException.class,
                        e -> assertThat(e.is(Errno.ENOENT)).isTrue());
        DatagramReader.at(path).close();
        assertThatThrownBy(() -> UnixDatagram.send(path, bytes("x"), List.of(), soon()))
                .isInstanceOfSatisfying(
                        ErrnoException.class,
                        e -> assertThat(e.is(Errno.ECONNREFUSED)).isTrue());
    }

    @Test
    void waitsForAFullQueueToItsDeadlineAndNoLonger() throws IOException {
        try (DatagramReader reader = DatagramReader.at(folder.resolve("s").toString())) {
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 10_000; i++) {
                            UnixDatagram.send(
                                    reader.address(), bytes("x"), List.of(), Deadline.in(Duration.ofMillis(50)));
                        }
                    })
                    .isInstanceOf(TimeoutException.class);
        }
    }

    @Test
    void refusesAnAddressThatDoesNotFit() {
        assertThatThrownBy(() -> UnixDatagram.send("/" + "x".repeat(107), bytes("x"), List.of(), soon()))
                .isInstanceOf(PathTooLongException.class);
    }
}
