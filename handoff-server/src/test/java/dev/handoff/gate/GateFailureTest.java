package dev.handoff.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handoff.client.Adopter;
import dev.handoff.fd.Family;
import dev.handoff.fd.OwnedFd;
import dev.handoff.fd.SocketFacts;
import dev.handoff.testing.NoLeakedDescriptors;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is refused, what fails, and that everything is as it was then. */
@ExtendWith(NoLeakedDescriptors.class)
@Timeout(60)
class GateFailureTest {
    private final FaultyCalls calls = new FaultyCalls();

    @ParameterizedTest
    @EnumSource
    void leavesTheGateClosedWhenOpeningFailsHalfway(FaultyCalls.Call failing) throws Exception {
        try (Scene scene = new Scene(Acceptor.Kind.SELECTOR, Family.INET, calls);
                SocketChannel waiting = Client.connect(scene.front.address());
                Client client = new Client()) {
            assertThat(scene.probe()).isEqualTo('G');
            Thread.sleep(50); // let it go back to sleep: until it is undone, the seat is at the front
            calls.failOnce(failing);
            assertThatThrownBy(scene.gate::open).hasMessage(failing + " failed as told");
            assertThat(scene.gate.isOpen()).isFalse();
            assertThat(scene.probe()).isEqualTo('G');
            assertThat(scene.server.fromFront).hasValue(0);

            scene.gate.open();
            assertThat(client.answer(waiting)).isEqualTo('G');
        }
    }

    @ParameterizedTest
    @EnumSource
    void leavesTheGateOpenWhenShuttingFailsHalfway(FaultyCalls.Call failing) throws IOException {
        try (Scene scene = new Scene(Acceptor.Kind.SELECTOR, Family.INET, calls)) {
            assertThat(scene.probe()).isEqualTo('G');
            scene.gate.open();
            assertThat(Client.ask(scene.front.address())).isEqualTo('G');
            calls.failOnce(failing);
            assertThatThrownBy(scene.gate::shut).hasMessage(failing + " failed as told");
            assertThat(scene.gate.isOpen()).isTrue();
            assertThat(Client.ask(scene.front.address())).isEqualTo('G');
            assertThat(scene.server.fromSide).hasValue(1);

            scene.gate.shut();
            assertThat(scene.probe()).isEqualTo('G');
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"SELECTOR", "CHANNEL"})
    void switchesAllGatesOrNone(Acceptor.Kind kind) throws IOException {
        try (Scene first = new Scene(kind, Family.INET);
                Scene second = new Scene(kind, Family.INET6);
                Scene third = new Scene(kind, Family.UNIX, calls)) {
            List<Scene> all = List.of(first, second, third);
            List<Gate> gates = List.of(third.gate, first.gate, second.gate);
            calls.failOnce(FaultyCalls.Call.REFER);
            assertThatThrownBy(() -> Gate.openAll(gates)).hasMessage("REFER failed as told");
            for (Scene scene : all) {
                assertThat(scene.gate.isOpen()).isFalse();
                assertThat(scene.probe()).isEqualTo('G');
            }
            Gate.openAll(gates);
            calls.failOnce(FaultyCalls.Call.REFER);
            assertThatThrownBy(() -> Gate.shutAll(gates)).hasMessage("REFER failed as told");
            for (Scene scene : all) {
                assertThat(scene.gate.isOpen()).isTrue();
                assertThat(Client.ask(scene.front.address())).isEqualTo('G');
            }
            Gate.shutAll(gates);
            for (Scene scene : all) {
                assertThat(scene.probe()).isEqualTo('G');
            }
        }
    }

    @Test
    void saysThatTheSeatIsLostOnceTheChannelIsClosed() throws IOException {
        try (Scene scene = new Scene(Acceptor.Kind.CHANNEL, Family.INET)) {
            scene.server.close();
            assertThatThrownBy(scene.gate::open).isInstanceOf(SeatLostException.class);
            scene.gate.retire();
            assertThat(scene.front.listener().fd().isOpen()).isFalse();
        }
    }

    /** A server with native code may close the number without a word to the channel. */
    @Test
    void leavesANumberAloneThatIsSomebodyElsesByNow() throws IOException {
        try (Front front = Front.of(Family.INET);
                Front strangers = Front.of(Family.INET);
                Gate gate = Gate.seat(front.listener())) {
            OwnedFd.of(gate.number()).close();
            OwnedFd reused = duplicateOnto(gate.number(), strangers.listener().fd());
            try {
                assertThatThrownBy(gate::open)
                        .isInstanceOf(SeatLostException.class)
                        .hasMessageContaining("seat " + gate.number());
                assertThat(SocketFacts.of(reused).cookie())
                        .isEqualTo(strangers.listener().facts().cookie());
            } finally {
                reused.release();
                gate.channel().close();
            }
        }
    }

    private static OwnedFd duplicateOnto(int number, OwnedFd source) throws IOException {
        List<OwnedFd> others = new ArrayList<>();
        try {
            for (int i = 0; i < 1_000; i++) {
                OwnedFd copy = source.duplicate();
                if (copy.number() == number) {
                    return copy;
                }
                others.add(copy);
            }
            throw new IOException("number " + number + " is not given out again");
        } finally {
            OwnedFd.closeAll(others);
        }
    }

    @Test
    void refusesAMemberOfAReusePortGroupAndLeavesItToTheCaller() throws IOException {
        try (Front front = Front.of(Family.INET)) {
            try (ServerSocketChannel shared =
                    Adopter.adopt(front.listener().fd().duplicate())) {
                shared.setOption(StandardSocketOptions.SO_REUSEPORT, true);
            }
            assertThatThrownBy(() -> Gate.seat(front.listener()))
                    .isInstanceOf(GateRefusedException.class)
                    .hasMessageContaining("SO_REUSEPORT");
            assertThat(front.listener().fd().isOpen()).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource
    void leavesNothingBehindWhenItCannotSit(Family family) throws IOException {
        try (Front front = Front.of(family)) {
            Set<Path> before = sideDoorDirectories();
            calls.failOnce(FaultyCalls.Call.REFER);
            assertThatThrownBy(() -> Gate.seat(front.listener(), calls)).hasMessage("REFER failed as told");
            assertThat(front.listener().fd().isOpen()).isTrue();
            assertThat(sideDoorDirectories()).isEqualTo(before);
        }
    }

    private static Set<Path> sideDoorDirectories() throws IOException {
        try (var found = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return Set.copyOf(found.filter(path -> path.getFileName().toString().startsWith("handoff-side-"))
                    .toList());
        }
    }

    @Test
    void refusesToSwitchInAProcessWithAnIoUring(@TempDir Path process) throws IOException {
        Path descriptors = Files.createDirectory(process.resolve("fd"));
        Files.createSymbolicLink(descriptors.resolve("7"), Path.of("anon_inode:[io_uring]"));
        assertThatThrownBy(() -> EpollRegistrations.of(Set.of(5), 0, process.toString(), List.of(7)))
                .isInstanceOf(GateRefusedException.class)
                .hasMessageContaining("io_uring (descriptor 7)");
    }

    @Test
    void cannotBeOpenedOnceRetiredOrClosed() throws IOException {
        try (Scene scene = new Scene(Acceptor.Kind.CHANNEL, Family.INET)) {
            scene.gate.retire();
            scene.gate.shut();
            assertThatThrownBy(scene.gate::open).isInstanceOf(IllegalStateException.class);
            scene.gate.close();
            assertThatThrownBy(scene.gate::shut).isInstanceOf(IllegalStateException.class);
        }
    }
}
