package dev.handoff.supervisors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.handoff.demo.load.Load;
import dev.handoff.demo.load.Report;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A container for each release, as docs/operations/containers.md has it: pids of its own, a folder and a network shared. */
@Timeout(300)
class ContainersIT {
    private static final int MAPPED = 200_000;

    @TempDir
    Path folder;

    private final List<Container> started = new ArrayList<>();
    private Optional<OverlayRoot> image = Optional.empty();

    @BeforeEach
    void containersCanBeMade() throws Exception {
        assumeTrue("root".equals(System.getProperty("user.name")), "not root: no container can be made");
        for (String program : List.of("runc", "mount", "python3")) {
            assumeTrue(Command.isInstalled(program), program + " is not installed");
        }
    }

    @AfterEach
    void allEnd() throws Exception {
        for (Container each : started) {
            each.close();
        }
        if (image.isPresent()) {
            image.get().close();
        }
    }

    private Installation installation() throws IOException, InterruptedException {
        Installation installation = Installation.in(folder);
        image = Optional.of(OverlayRoot.mount());
        return installation;
    }

    private String[] entryPoint(Installation service, String release, String... more) throws IOException {
        List<String> words = new ArrayList<>(List.of(
                Installation.SERVER.toRealPath().toString(),
                "run",
                "--control",
                service.control().toString(),
                "--listen",
                "http=127.0.0.1:" + service.address().getPort(),
                "--release",
                release,
                "--probation",
                "1s"));
        words.addAll(List.of(more));
        words.addAll(List.of("--", service.program(release).toString()));
        return words.toArray(String[]::new);
    }

    private Container start(Installation service, String name, String release, String... more) throws IOException {
        service.install(release);
        Container container = Container.start(image.orElseThrow(), folder, name, entryPoint(service, release, more));
        started.add(container);
        return container;
    }

    private Container startMapped(Installation service, int base, String release) throws IOException {
        service.install(release);
        Container container = Container.startMapped(
                image.orElseThrow(), folder, "mapped-" + release, base, entryPoint(service, release));
        started.add(container);
        return container;
    }

    private Container startApart(Installation service, String release, String... more) throws IOException {
        service.install(release);
        Container container = Container.startApart(
                image.orElseThrow(), folder, "apart-" + release, entryPoint(service, release, more));
        started.add(container);
        return container;
    }

    @Test
    void fiveReleasesTakeOverFromEachOtherAndOneThatIsStartedAgainStandsBy() throws Exception {
        Installation service = installation();
        Container last = start(service, "c1", "1");
        service.awaitOnly("1");
        try (Load load = Load.on(service.address()).fresh(50).start()) {
            for (int release = 2; release <= 6; release++) {
                Container next = start(service, "c" + release, Integer.toString(release));
                service.awaitOnly(Integer.toString(release));
                assertThat(last.awaitEnd()).as(last.said()).isZero();
                last = next;
            }
            Container again = start(service, "again", "5", "--standby");
            await("it stands by")
                    .atMost(Installation.LONG)
                    .until(() -> again.said().contains("it stands by until"));
            service.awaitOnly("6");
            assertThat(load.stop().failures()).isEmpty();
        }
        last.signal("KILL");
        service.awaitOnly("5");
    }

    /** As userns-remap of Docker has it: all of a machine's containers have the same users of it for theirs. */
    @Test
    void fiveReleasesTakeOverFromEachOtherEachInAUserNamespaceOfItsOwn() throws Exception {
        Installation service = installation();
        service.belongTo(MAPPED);
        Container last = startMapped(service, MAPPED, "1");
        service.awaitOnly("1");
        try (Load load = Load.on(service.address()).fresh(50).start()) {
            for (int release = 2; release <= 6; release++) {
                Container next = startMapped(service, MAPPED, Integer.toString(release));
                service.awaitOnly(Integer.toString(release));
                assertThat(last.awaitEnd()).as(last.said()).isZero();
                last = next;
            }
            Container stranger = startMapped(service, MAPPED + 65_536, "7");
            assertThat(stranger.awaitEnd()).as(stranger.said()).isEqualTo(77);
            assertThat(stranger.said()).contains("belongs to uid 65534, who could put any socket there");
            service.awaitOnly("6");
            Report report = load.stop();
            System.out.println("user namespaces, five upgrades: " + report);
            assertThat(report.failures()).isEmpty();
        }
    }

    @Test
    void isRefusedTheListenersOfAnotherNetworkUnlessItAsksForThem() throws Exception {
        Installation service = installation();
        start(service, "c1", "1");
        service.awaitOnly("1");
        try (Load load = Load.on(service.address()).fresh(50).start()) {
            Container refused = startApart(service, "2");
            assertThat(refused.awaitEnd()).as(refused.said()).isEqualTo(77);
            assertThat(refused.said()).contains("is of another network namespace");
            service.awaitOnly("1");
            startApart(service, "3", "--allow-foreign-netns");
            service.awaitOnly("3");
            assertThat(load.stop().failures()).isEmpty();
        }
    }

    @Test
    void endsAsItsProgramDoesWhenItIsToldTo() throws Exception {
        Installation service = installation();
        Container only = start(service, "c1", "1");
        service.awaitOnly("1");
        only.signal("TERM");
        assertThat(only.awaitEnd()).as(only.said()).isZero();
        assertThat(service.answer()).isEmpty();
    }
}
