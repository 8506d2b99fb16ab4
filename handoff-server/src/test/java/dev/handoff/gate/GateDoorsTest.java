package dev.handoff.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.handoff.fd.Family;
import dev.handoff.testing.NoLeakedDescriptors;
import dev.handoff.wire.NamedListener;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Which door leads to the server, for every kind of acceptor and every family. */
@ExtendWith(NoLeakedDescriptors.class)
@Timeout(60)
class GateDoorsTest {
    @BeforeAll
    static void openPollers() throws Exception {
        Scene.openPollers();
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("dev.handoff.gate.Scene#everyAcceptorAndFamily")
    void leadsOnlyTheSideDoorToTheServerUntilItIsOpened(Acceptor.Kind kind, Family family) throws IOException {
        List<SocketChannel> queued = new ArrayList<>();
        try (Scene scene = new Scene(kind, family);
                Client client = new Client()) {
            for (int i = 0; i < 5; i++) {
                queued.add(Client.connect(scene.front.address()));
            }
            for (int i = 0; i < 20; i++) {
                assertThat(scene.probe()).isEqualTo('G');
            }
            assertThat(scene.server.fromFront).hasValue(0);
            assertThat(scene.server.fromSide).hasValue(20);
            assertThat(scene.gate.isOpen()).isFalse();
            assertThat(localAddress(scene)).isEqualTo(scene.front.address());

            scene.gate.open();

            for (SocketChannel connection : queued) {
                assertThat(client.answer(connection)).isEqualTo('G');
            }
            assertThat(scene.server.fromFront).hasValue(5);
            assertThat(scene.gate.isOpen()).isTrue();
            assertThat(scene.errors()).isEmpty();
        } finally {
            for (SocketChannel connection : queued) {
                connection.close();
            }
        }
    }

    private static SocketAddress localAddress(Scene scene) throws IOException {
        SocketAddress local = scene.gate.channel().getLocalAddress();
        return local instanceof InetSocketAddress inet
                ? new InetSocketAddress(InetAddress.getLoopbackAddress(), inet.getPort())
                : local;
    }

    /** The acceptor must be asleep when the door changes, and there must be one connection only: no second one helps. */
    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("dev.handoff.gate.Scene#everyAcceptorAndFamily")
    void wakesAnIdleAcceptorAtEverySwitch(Acceptor.Kind kind, Family family) throws Exception {
        try (Scene scene = new Scene(kind, family)) {
            for (int round = 0; round < 15; round++) {
                assertThat(scene.probe()).as("side door, round %s", round).isEqualTo('G');
                Thread.sleep(10); // goes back to sleep; if not in time, this round proves less, not something else
                scene.gate.open();
                Thread.sleep(10);
                assertThat(Client.ask(scene.front.address()))
                        .as("front door, round %s", round)
                        .isEqualTo('G');
                Thread.sleep(10);
                scene.gate.shut();
                Thread.sleep(10);
            }
            assertThat(scene.server.fromFront).hasValue(15);
            assertThat(scene.errors()).isEmpty();
        }
    }

    /** Without the watchdog, which would come a millisecond later: in that time a sleeper could accept behind our back. */
    @ParameterizedTest(name = "{0}")
    @EnumSource(names = {"CHANNEL", "SOCKET"})
    void bringsASleeperAlongBeforeASwitchReturns(Acceptor.Kind kind) throws Exception {
        int brought = 0;
        try (Scene scene = new Scene(kind, Family.INET)) {
            Watchdog.SHARED.forget(scene.gate);
            for (int round = 0; round < 6; round++) {
                await().until(() -> ParkedThreads.wake(Set.of(scene.gate.number())) == 1);
                Thread.sleep(20); // woken by our question it goes back to sleep; if not in time, this round may prove
                // nothing
                scene.gate.open();
                brought += isAnswered(scene.front.address()) ? 1 : 0;
                Switching.settle(List.of(scene.gate)); // if it was not, that one would be asleep for ever
                scene.gate.shut();
                Switching.settle(List.of(scene.gate));
            }
        }
        assertThat(brought).isGreaterThanOrEqualTo(3);
    }

    private static boolean isAnswered(SocketAddress door) {
        try {
            return Client.ask(door) == 'G';
        } catch (IOException noAnswer) {
            return false;
        }
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("dev.handoff.gate.Scene#everyAcceptorAndFamily")
    void hangsUpOnWhoComesToTheSideDoorOfAnOpenGate(Acceptor.Kind kind, Family family) throws IOException {
        try (Scene scene = new Scene(kind, family)) {
            scene.gate.open();
            // An acceptor that was inside accept(2) just then may still take one there: ADR 0005.
            char first = Client.ask(scene.gate.sideDoor());
            assertThat(first).isIn('G', Client.END_OF_FILE);
            assertThat(Client.ask(scene.gate.sideDoor())).isEqualTo(Client.END_OF_FILE);
            assertThat(Client.ask(scene.front.address())).isEqualTo('G');
            assertThat(scene.server.fromSide).hasValue(first == 'G' ? 1 : 0);
        }
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("dev.handoff.gate.Scene#everyAcceptorAndFamily")
    void holdsNoListenerOnceRetired(Acceptor.Kind kind, Family family) throws IOException {
        try (Scene scene = new Scene(kind, family)) {
            NamedListener front = scene.gate.front();
            scene.gate.open();
            scene.gate.retire();
            scene.gate.retire();
            assertThat(front.fd().isOpen()).isFalse();
            await().untilAsserted(() ->
                    assertThatThrownBy(() -> Client.ask(scene.front.address())).hasMessageContaining("refused"));
            assertThat(scene.probe()).isEqualTo('G');
        }
    }
}
