package dev.handoff.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handoff.fd.Deadline;
import dev.handoff.fd.Family;
import dev.handoff.fd.Sockets;
import dev.handoff.fd.TimeoutException;
import dev.handoff.fd.UnixStream;
import dev.handoff.testing.Literal;
import dev.handoff.testing.NoLeakedDescriptors;
import dev.handoff.wire.NamedListener;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(NoLeakedDescriptors.class)
class AttendantLineTest {
    private static final Deadline LONG = Deadline.in(Duration.ofSeconds(60));

    private UnixStream raw;
    private AttendantLine attendant;
    private AttendantLine program;

    @BeforeEach
    void pair() throws IOException {
        List<UnixStream> pair = UnixStream.pair();
        raw = pair.get(0);
        attendant = AttendantLine.over(raw);
        program = AttendantLine.over(pair.get(1));
    }

    @AfterEach
    void end() {
        attendant.close();
        program.close();
    }

    private static NamedListener listener(String name) throws IOException {
        return NamedListener.of(name, 0, Sockets.listenTcp(Family.INET, Literal.anyPort("127.0.0.1"), 1));
    }

    @Test
    void carriesTheListenersInTheirOrderWithTheirNames() throws IOException {
        List<NamedListener> listeners = new ArrayList<>();
        try {
            for (int i = 0; i < 200; i++) {
                listeners.add(listener("name " + i));
            }
            attendant.give(listeners, Optional.of(Path.of("/run/x/s")), LONG);
            try (AttendantLine.Gift gift = program.receive(LONG)) {
                assertThat(gift.notifyAt()).contains(Path.of("/run/x/s"));
                assertThat(gift.listeners())
                        .extracting(NamedListener::name, NamedListener::facts)
                        .containsExactlyElementsOf(listeners.stream()
                                .map(each -> org.assertj.core.groups.Tuple.tuple(each.name(), each.facts()))
                                .toList());
            }
        } finally {
            listeners.forEach(NamedListener::close);
        }
    }

    @Test
    void carriesAFailureWithItsStatusInsteadAndLeavesNothingOpen() throws IOException {
        try (NamedListener one = listener("one")) {
            attendant.give(List.of(one), Optional.empty(), LONG);
            program.receive(LONG).close();
            raw.send(new byte[] {0, 3, 'L', 'o', 'n', 'e'}, List.of(one.fd()), LONG);
            attendant.fail(75, "requesting: busy", LONG);
            assertThatThrownBy(() -> program.receive(LONG))
                    .isInstanceOfSatisfying(
                            AttendantException.class,
                            e -> assertThat(e.status()).isEqualTo(75))
                    .hasMessage("requesting: busy");
        }
    }

    @Test
    void theEndWithoutAWordSaysThatTheProgramIsExecuted() throws IOException {
        program.close();
        attendant.awaitExecuted(LONG);
    }

    @Test
    void aWordSaysThatItIsNot() throws IOException {
        program.fail(70, "execve: ENOEXEC", LONG);
        program.close();
        assertThatThrownBy(() -> attendant.awaitExecuted(LONG)).hasMessage("execve: ENOEXEC");
    }

    @Test
    void anAttendantThatEndsOrLiesOrHangsIsNoGift() throws IOException {
        assertThatThrownBy(() -> program.receive(Deadline.in(Duration.ofMillis(50))))
                .isInstanceOf(TimeoutException.class);
        try (NamedListener one = listener("one")) {
            raw.send("\0\1Ax".getBytes(StandardCharsets.US_ASCII), List.of(one.fd()), LONG);
        }
        assertThatThrownBy(() -> program.receive(LONG)).hasMessageContaining("do not understand each other");
        raw.send("\0\0L".getBytes(StandardCharsets.US_ASCII), List.of(), LONG);
        assertThatThrownBy(() -> program.receive(LONG)).hasMessageContaining("do not understand each other");
        attendant.close();
        assertThatThrownBy(() -> program.receive(LONG)).isInstanceOf(EOFException.class);
    }
}
