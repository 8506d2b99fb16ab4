package dev.handoff.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.handoff.client.Adopter;
import dev.handoff.fd.Family;
import dev.handoff.fd.OwnedFd;
import dev.handoff.fd.Seat;
import dev.handoff.testing.NoLeakedDescriptors;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One gate's doors, options and end, and three hundred gates at once. */
@ExtendWith(NoLeakedDescriptors.class)
@Timeout(60)
class GateTest {
    private static final Logger LOG = LoggerFactory.getLogger(GateTest.class);

    @ParameterizedTest
    @EnumSource(names = {"INET", "INET6"})
    void hasItsTcpSideDoorOnLoopback(Family family) throws IOException {
        try (Front front = Front.of(family);
                Gate gate = Gate.seat(front.listener());
                ServerSocketChannel channel = gate.channel()) {
            InetSocketAddress side = (InetSocketAddress) gate.sideDoor();
            assertThat(side.getAddress().isLoopbackAddress()).isTrue();
            assertThat(side.getPort()).isNotEqualTo(((InetSocketAddress) front.address()).getPort());
            assertThat(channel.getLocalAddress()).isNotEqualTo(side);
        }
    }

    @Test
    void keepsItsUnixSideDoorInAPrivateDirectoryAndDeletesIt() throws IOException {
        Path directory;
        try (Front front = Front.of(Family.UNIX);
                Gate gate = Gate.seat(front.listener());
                ServerSocketChannel channel = gate.channel()) {
            directory = ((UnixDomainSocketAddress) gate.sideDoor()).getPath().getParent();
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory)))
                    .isEqualTo("rwx------");
            assertThat(channel.isOpen()).isTrue();
        }
        assertThat(directory).doesNotExist();
    }

    @ParameterizedTest
    @EnumSource
    void givesEverythingBackAtTheEnd(Family family) throws Exception {
        useOnce(family); // whatever the JDK keeps open from its first use on
        int before = Scene.descriptorsAtRest();
        for (int i = 0; i < 5; i++) {
            useOnce(family);
        }
        assertThat(Scene.descriptorsAtRest()).isEqualTo(before);
        await().until(() -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().equals("handoff-gates")));
    }

    private static void useOnce(Family family) throws IOException {
        try (Scene scene = new Scene(Acceptor.Kind.SELECTOR, family)) {
            scene.gate.open();
            assertThat(Client.ask(scene.front.address())).isEqualTo('G');
        }
    }

    @Test
    void setsOnTheFrontDoorWhatTheServerSetWhileClosed() throws IOException {
        try (Front front = Front.of(Family.INET);
                Gate gate = Gate.seat(front.listener());
                ServerSocketChannel channel = gate.channel();
                ServerSocketChannel asSeenByOthers =
                        Adopter.adopt(front.listener().fd().duplicate())) {
            int before = asSeenByOthers.getOption(StandardSocketOptions.SO_RCVBUF);
            gate.open();
            gate.shut();
            assertThat(asSeenByOthers.getOption(StandardSocketOptions.SO_RCVBUF))
                    .isEqualTo(before);

            channel.setOption(StandardSocketOptions.SO_RCVBUF, 30_000);
            int set = channel.getOption(StandardSocketOptions.SO_RCVBUF);
            assertThat(asSeenByOthers.getOption(StandardSocketOptions.SO_RCVBUF))
                    .isEqualTo(before);
            gate.open();
            assertThat(asSeenByOthers.getOption(StandardSocketOptions.SO_RCVBUF))
                    .isEqualTo(set)
                    .isNotEqualTo(before);
        }
    }

    @Test
    void keepsBothDoorsNonBlockingWhateverTheServerDoes() throws IOException {
        try (Front front = Front.of(Family.INET);
                Gate gate = Gate.seat(front.listener());
                ServerSocketChannel channel = gate.channel()) {
            gate.open();
            channel.configureBlocking(false);
            channel.configureBlocking(true);
            await().atMost(5, TimeUnit.SECONDS)
                    .until(() -> front.listener().fd().isNonBlocking());
            channel.configureBlocking(false);
            channel.configureBlocking(true);
            gate.shut();
            assertThat(front.listener().fd().isNonBlocking()).isTrue();
        }
    }

    /** As if it had gone to sleep too late for every signal of the switch. */
    @Test
    void findsAnAcceptorThatSleepsAtTheWrongDoorOnceSomebodyWaits() throws Exception {
        try (Scene scene = new Scene(Acceptor.Kind.CHANNEL, Family.INET);
                Gate elsewhere = Gate.seat(Front.of(Family.INET).listener());
                ServerSocketChannel unused = elsewhere.channel()) {
            scene.gate.open();
            assertThat(Client.ask(scene.front.address())).isEqualTo('G');
            Thread.sleep(300); // until nobody looks after this switch any more
            Seat seat = Seat.of(OwnedFd.of(scene.gate.number()));
            seat.referTo(elsewhere.front().fd());
            ParkedThreads.wake(Set.of(scene.gate.number()));
            Thread.sleep(50);
            seat.referTo(scene.front.listener().fd());
            assertThat(Client.ask(scene.front.address())).isEqualTo('G');
            assertThat(unused.isOpen()).isTrue();
        }
    }

    /** A poll that was stopped and continued goes by another name in /proc. */
    @Test
    void wakesAnAcceptorAfterTheProcessWasStopped() throws Exception {
        try (Scene scene = new Scene(Acceptor.Kind.CHANNEL, Family.INET)) {
            assertThat(scene.probe()).isEqualTo('G');
            Thread.sleep(50);
            long pid = ProcessHandle.current().pid();
            Process stopper =
                    new ProcessBuilder("sh", "-c", "kill -STOP " + pid + "; sleep 0.2; kill -CONT " + pid).start();
            assertThat(stopper.waitFor(10, TimeUnit.SECONDS)).isTrue();
            Thread.sleep(50);
            scene.gate.open();
            assertThat(Client.ask(scene.front.address())).isEqualTo('G');
        }
    }

    @Test
    void switchesThreeHundredGatesAtOnce() throws Exception {
        List<Scene> scenes = new ArrayList<>();
        List<Front> fronts = new ArrayList<>();
        List<Gate> gates = new ArrayList<>();
        try (Selector selector = Selector.open()) {
            for (int i = 0; i < 280; i++) {
                Front front = Front.of(Family.INET);
                fronts.add(front);
                Gate gate = Gate.seat(front.listener());
                gates.add(gate);
                gate.channel().configureBlocking(false);
                gate.channel().register(selector, SelectionKey.OP_ACCEPT);
            }
            for (int i = 0; i < 20; i++) {
                Scene scene = new Scene(Acceptor.Kind.CHANNEL, Family.INET);
                scenes.add(scene);
                gates.add(scene.gate);
            }
            Thread.sleep(20);
            long start = System.nanoTime();
            Gate.openAll(gates);
            long opened = System.nanoTime();
            assertAllLeadToTheFront(selector, fronts, scenes);
            long asked = System.nanoTime();
            Gate.shutAll(gates);
            LOG.info(
                    "300 gates: open {} us, shut {} us", (opened - start) / 1_000, (System.nanoTime() - asked) / 1_000);
            for (Scene scene : scenes) {
                assertThat(scene.probe()).isEqualTo('G');
            }
            assertThat(selector.selectNow()).isZero();
            assertThat(opened - start).isLessThan(TimeUnit.SECONDS.toNanos(5));
        } finally {
            closeAll(scenes, gates, fronts);
        }
    }

    private static void closeAll(List<Scene> scenes, List<Gate> gates, List<Front> fronts) throws Exception {
        for (Scene scene : scenes) {
            scene.close();
        }
        for (Gate gate : gates) {
            gate.channel().close();
            gate.close();
        }
        for (Front front : fronts) {
            front.close();
        }
    }

    private static void assertAllLeadToTheFront(Selector selector, List<Front> fronts, List<Scene> scenes)
            throws IOException {
        for (Front front : fronts) {
            SocketChannel connection = Client.connect(front.address());
            assertThat(selector.select(5_000)).isEqualTo(1);
            ((ServerSocketChannel) selector.selectedKeys().iterator().next().channel())
                    .accept()
                    .close();
            selector.selectedKeys().clear();
            connection.close();
        }
        for (Scene scene : scenes) {
            assertThat(Client.ask(scene.front.address())).isEqualTo('G');
        }
    }
}
