package dev.handoff.supervisors;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** packaging/systemd/app@.service: a unit for each release, started by itself. */
class ReleasesIT extends SystemdFixture {
    private static final int UPGRADES = 5;

    private static String unit(int release) {
        return "app@v" + release + ".service";
    }

    @Test
    void startingOneReleaseEndsTheOtherWithSuccessFiveTimesUnderLoad() throws Exception {
        Service.install(guest(), "--probation 1s --warm-up 100", "app@.service");
        guest().run("systemctl", "start", unit(1)).orThrow();
        NetworkLoad load = load();
        load.awaitRelease("v1");
        // At any time one of them is active.
        Watch watch = Watch.on(guest(), "systemctl is-active --quiet 'app@*'; echo $?");
        for (int release = 2; release <= UPGRADES + 1; release++) {
            guest().run("systemctl", "start", unit(release)).orThrow();
            long pid = load.awaitRelease("v" + release);
            assertActive(unit(release), pid);
            assertLogged(unit(release), pid, "-> OWNER");
            awaitProperty(unit(release - 1), "ActiveState", "inactive");
            assertThat(guest().property(unit(release - 1), "Result")).isEqualTo("success");
            assertThat(guest().property(unit(release), "NRestarts")).isEqualTo("0");
        }
        watch.close();
        NetworkLoad.Result result = load.stop();
        assertThat(result.failed()).as(result.text()).isZero();
        assertThat(watch.answers()).hasSizeGreaterThan(50);
        assertThat(watch.changes()).containsExactly("0");
        assertStops(unit(UPGRADES + 1));
    }

    @Test
    void aSocketUnitFeedsTheFirstReleaseAndHoldsTheListenerThroughAllOfThem() throws Exception {
        Service service = Service.install(guest(), "--probation 1s --warm-up 100", "app@.service", "app.socket");
        service.set("app@.service", "socket", "[Service]\nSockets=app.socket\n");
        service.set("app.socket", "first", "[Socket]\nService=" + unit(1) + "\n");
        guest().run("systemctl", "daemon-reload").orThrow();
        guest().run("systemctl", "start", "app.socket").orThrow();
        NetworkLoad load = load();
        assertActive(unit(1), load.awaitRelease("v1"));
        guest().run("systemctl", "start", unit(2)).orThrow();
        assertActive(unit(2), load.awaitRelease("v2"));
        awaitProperty(unit(1), "ActiveState", "inactive");
        guest().run("systemctl", "restart", unit(2)).orThrow();
        assertActive(unit(2), load.awaitRelease("v2"));
        NetworkLoad.Result result = load.stop();
        assertThat(result.failed()).as(result.text()).isZero();
        assertThat(guest().property("app.socket", "ActiveState")).isEqualTo("active");
        assertThat(guest().property(unit(1), "ActiveState")).isEqualTo("inactive");
    }

    @Test
    void aReleaseThatDiesOnProbationFailsItsOwnUnitOnly() throws Exception {
        Service service = Service.install(guest(), "--probation 10m --warm-up 100", "app@.service");
        service.set("app@.service", "once", "[Service]\nRestart=no\n");
        guest().run("systemctl", "daemon-reload").orThrow();
        guest().run("systemctl", "start", unit(1)).orThrow();
        NetworkLoad load = load();
        long old = load.awaitRelease("v1");
        guest().run("systemctl", "start", "--no-block", unit(2)).orThrow();
        long young = load.awaitRelease("v2");
        assertThat(guest().property(unit(2), "ActiveState")).isEqualTo("activating");
        kill(young);
        assertThat(load.awaitRelease("v1")).isEqualTo(old);
        awaitProperty(unit(2), "ActiveState", "failed");
        assertActive(unit(1), old);
        NetworkLoad.Result result = load.stop();
        assertThat(result.refused()).as(result.text()).isZero();
    }

    @Test
    void aReleaseThatWasReplacedDoesNotFightItsWayBack() throws Exception {
        Service.install(guest(), "--probation 1s --warm-up 100", "app@.service");
        guest().run("systemctl", "start", unit(1)).orThrow();
        guest().run("systemctl", "start", unit(2)).orThrow();
        awaitProperty(unit(1), "ActiveState", "inactive");
        assertThat(guest().run("systemctl", "start", unit(1)).status()).isNotZero();
        awaitProperty(unit(1), "ActiveState", "failed");
        assertThat(guest().property(unit(1), "NRestarts")).isEqualTo("0");
        assertThat(guest().property(unit(1), "ExecMainStatus")).isEqualTo("77");
        assertThat(guest().property(unit(2), "ActiveState")).isEqualTo("active");
    }
}
