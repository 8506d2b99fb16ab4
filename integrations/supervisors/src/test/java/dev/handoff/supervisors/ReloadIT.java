package dev.handoff.supervisors;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** packaging/systemd/app.service: one unit, upgraded by "systemctl reload". */
class ReloadIT extends SystemdFixture {
    private static final int UPGRADES = 5;
    private static final String SHORT = "--probation 1s --warm-up 100";
    private static final String LONG_PROBATION = "--probation 10m --warm-up 100";
    private static final String UNIT = "app.service";

    private NetworkLoad serving(Service service) throws IOException, InterruptedException {
        service.choose("v1");
        guest().run("systemctl", "start", UNIT).orThrow();
        NetworkLoad load = load();
        load.awaitRelease("v1");
        return load;
    }

    @Test
    void staysActiveThroughFiveUpgradesUnderLoadAndFollowsTheProcessThatServes() throws Exception {
        Service service = Service.install(guest(), SHORT, UNIT);
        NetworkLoad load = serving(service);
        List<String> pids = new ArrayList<>(List.of(Long.toString(load.latest().pid())));
        Watch watch = watch(UNIT);
        for (int upgrade = 1; upgrade <= UPGRADES; upgrade++) {
            String release = "v" + (upgrade + 1);
            service.choose(release);
            guest().run("systemctl", "reload", UNIT).orThrow();
            long pid = load.awaitRelease(release);
            pids.add(Long.toString(pid));
            assertActive(UNIT, pid);
            assertLogged(UNIT, pid, "-> OWNER");
        }
        NetworkLoad.Result result = load.stop();
        assertThat(result.failed()).as(result.text()).isZero();
        assertThat(result.requests()).isGreaterThan(500);
        assertAlwaysActive(watch);
        assertThat(mainPids(watch)).isEqualTo(pids);
        assertStops(UNIT);
    }

    @Test
    void stopsDuringAProbationToo() throws Exception {
        Service service = Service.install(guest(), LONG_PROBATION, UNIT);
        NetworkLoad load = serving(service);
        service.choose("v2");
        guest().run("systemctl", "reload", "--no-block", UNIT).orThrow();
        load.awaitRelease("v2");
        load.stop();
        assertStops(UNIT);
    }

    @Test
    void aReleaseThatDiesOnProbationFailsTheReloadAndTheOldOneServesOn() throws Exception {
        Service service = Service.install(guest(), LONG_PROBATION, UNIT);
        NetworkLoad load = serving(service);
        long old = load.latest().pid();
        Watch watch = watch(UNIT);
        service.choose("v2");
        guest().run("systemctl", "reload", "--no-block", UNIT).orThrow();
        kill(load.awaitRelease("v2"));
        assertThat(load.awaitRelease("v1")).isEqualTo(old);
        awaitProperty(UNIT, "ActiveState", "active");
        assertActive(UNIT, old);
        assertThat(guest().log(UNIT)).contains("Reload failed");
        NetworkLoad.Result result = load.stop();
        assertThat(result.refused()).as(result.text()).isZero();
        assertAlwaysActive(watch);
        assertThat(mainPids(watch)).containsExactly(Long.toString(old));
    }

    @Test
    void aReleaseThatEndsBeforeItIsReadyFailsTheReloadAndNothingElse() throws Exception {
        Service service = Service.install(guest(), SHORT, UNIT);
        NetworkLoad load = serving(service);
        long old = load.latest().pid();
        service.set(UNIT, "z-broken", "[Service]\nEnvironment=\"APP_OPTIONS=--exit-before-ready\"\n");
        guest().run("systemctl", "daemon-reload").orThrow();
        Watch watch = watch(UNIT);
        service.choose("v2");
        assertThat(guest().run("systemctl", "reload", UNIT).status()).isNotZero();
        assertActive(UNIT, old);
        NetworkLoad.Result result = load.stop();
        assertThat(result.failed()).as(result.text()).isZero();
        assertThat(mainPids(watch)).containsExactly(Long.toString(old));
    }

    @Test
    void theUnitGoesOnWithTheNewReleaseIfTheOldOneDiesInTheMiddle() throws Exception {
        Service service = Service.install(guest(), LONG_PROBATION, UNIT);
        NetworkLoad load = serving(service);
        long old = load.latest().pid();
        Watch watch = watch(UNIT);
        service.choose("v2");
        guest().run("systemctl", "reload", "--no-block", UNIT).orThrow();
        long young = load.awaitRelease("v2");
        kill(old);
        awaitProperty(UNIT, "MainPID", Long.toString(young));
        awaitProperty(UNIT, "ActiveState", "active");
        assertThat(load.latest().pid()).isEqualTo(young);
        NetworkLoad.Result result = load.stop();
        assertThat(result.refused()).as(result.text()).isZero();
        assertAlwaysActive(watch);
        assertThat(mainPids(watch)).containsExactly(Long.toString(old), Long.toString(young));
        assertStops(UNIT);
    }

    @Test
    void theListenerOfTheOnlyProcessOutlivesItsDeathWithEveryConnectionThatWaits() throws Exception {
        Service service = Service.install(guest(), SHORT, UNIT);
        NetworkLoad load = serving(service);
        long old = load.latest().pid();
        assertThat(guest().property(UNIT, "NFileDescriptorStore")).isEqualTo("1");
        kill(old);
        awaitProperty(UNIT, "NRestarts", "1");
        awaitProperty(UNIT, "ActiveState", "active");
        long young = Long.parseLong(guest().property(UNIT, "MainPID"));
        assertThat(young).isNotEqualTo(old);
        assertLogged(UNIT, young, "it was passed to us");
        NetworkLoad.Result result = load.stop();
        // What the dead process had accepted is lost; nobody was refused, or waited in vain.
        assertThat(result.refused()).as(result.text()).isZero();
        assertThat(result.failed()).as(result.text()).isLessThan(60);
    }
}
