package dev.handoff.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import dev.handoff.fd.Family;
import dev.handoff.testing.NoLeakedDescriptors;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Switching under load, for every kind of acceptor, with another holder who takes what the gate keeps out. */
@ExtendWith(NoLeakedDescriptors.class)
@Timeout(120)
class GateTortureIT {
    private static final int CYCLES = 50;
    private static final int BACK_TO_BACK = Integer.getInteger("switches", 1_000);

    @BeforeAll
    static void openPollers() throws Exception {
        Scene.openPollers();
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("dev.handoff.gate.Scene#everyAcceptorAndFamily")
    void losesNothingInFiftyCyclesBesideAnotherHolder(Acceptor.Kind kind, Family family) throws Exception {
        try (Scene scene = new Scene(kind, family)) {
            Acceptor other = scene.addOtherHolder();
            scene.gate.open();
            Client.ask(scene.front.address());
            scene.gate.shut();
            scene.probe();
            int descriptors = Scene.descriptorsAtRest();
            try (Load load = new Load(scene.front.address(), 2, 250)) {
                for (int cycle = 0; cycle < CYCLES; cycle++) {
                    cycle(scene, other, load);
                }
                load.stop();
                assertThat(load.errors).isEmpty();
            }
            assertThat(scene.server.fromFront).hasValueGreaterThan(CYCLES);
            assertThat(scene.errors()).isEmpty();
            assertThat(other.errors).isEmpty();
            assertThat(Scene.descriptorsAtRest()).isEqualTo(descriptors);
        }
    }

    private static void cycle(Scene scene, Acceptor other, Load load) throws IOException {
        int before = scene.server.fromFront.get();
        scene.gate.open();
        load.awaitAnswers(4);
        other.rest(); // or it might always be the quicker one
        load.awaitAnswers(4);
        other.resume();
        assertThat(scene.errors()).isEmpty();
        assertThat(scene.server.fromFront).as("served while open").hasValueGreaterThan(before);
        scene.gate.shut();
        assertThat(scene.probe()).isEqualTo('G');
        int closed = scene.server.fromFront.get();
        load.awaitAnswers(6);
        assertThat(scene.probe()).isEqualTo('G');
        assertThat(scene.server.fromFront).as("accepted while closed").hasValue(closed);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("dev.handoff.gate.Scene#everyAcceptor")
    void losesNothingInAThousandSwitchesWithoutAPause(Acceptor.Kind kind) throws IOException {
        try (Scene scene = new Scene(kind, Family.INET)) {
            Acceptor other = scene.addOtherHolder();
            try (Load load = new Load(scene.front.address(), 2, 500)) {
                for (int i = 0; i < BACK_TO_BACK; i += 2) {
                    scene.gate.open();
                    scene.gate.shut();
                    if (i % 50 == 0) {
                        await().untilAsserted(
                                        () -> assertThat(scene.leftBehind()).isEmpty());
                    }
                }
                load.awaitAnswers(20);
                load.stop();
                assertThat(load.errors).isEmpty();
            }
            assertThat(scene.errors()).isEmpty();
            assertThat(scene.probe()).isEqualTo('G');
            other.close();
            scene.gate.open();
            assertThat(Client.ask(scene.front.address())).isEqualTo('G');
            assertThat(scene.errors()).isEmpty();
        }
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("dev.handoff.gate.Scene#everyAcceptorAndFamily")
    void restsWhileConnectionsWaitAtTheFrontOfAClosedGate(Acceptor.Kind kind, Family family) throws Exception {
        assumeThat(kind).as("it never rests by itself").isNotEqualTo(Acceptor.Kind.RESTLESS_SELECTOR);
        List<SocketChannel> waiting = new ArrayList<>();
        try (Scene scene = new Scene(kind, family)) {
            scene.gate.open();
            Client.ask(scene.front.address());
            scene.gate.shut();
            assertThat(scene.probe()).isEqualTo('G');
            for (int i = 0; i < 5; i++) {
                waiting.add(Client.connect(scene.front.address()));
            }
            assertThat(restsAtTimes()).isTrue();
        } finally {
            for (SocketChannel connection : waiting) {
                connection.close();
            }
        }
    }

    // A loop that spins spins all the time; what else goes on in this process comes and goes.
    private static boolean restsAtTimes() throws InterruptedException {
        for (int i = 0; i < 10; i++) {
            long cpu = processCpu();
            Thread.sleep(200);
            if (processCpu() - cpu < 40_000_000) {
                return true;
            }
        }
        return false;
    }

    private static long processCpu() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }
}
