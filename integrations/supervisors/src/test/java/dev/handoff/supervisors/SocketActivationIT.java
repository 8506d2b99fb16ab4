package dev.handoff.supervisors;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** packaging/systemd/app.socket, before app.service. */
class SocketActivationIT extends SystemdFixture {
    private static final int UPGRADES = 5;
    private static final String UNIT = "app.service";

    @Test
    void theFirstConnectionStartsItAndNoUpgradeOrRestartRefusesOne() throws Exception {
        Service service = Service.install(guest(), "--probation 1s --warm-up 100", UNIT, "app.socket");
        guest().run("systemctl", "start", "app.socket").orThrow();
        assertThat(guest().property(UNIT, "ActiveState")).isEqualTo("inactive");
        NetworkLoad load = load();
        assertActive(UNIT, load.awaitRelease("v1"));
        for (int upgrade = 1; upgrade <= UPGRADES; upgrade++) {
            String release = "v" + (upgrade + 1);
            service.choose(release);
            guest().run("systemctl", "reload", UNIT).orThrow();
            assertActive(UNIT, load.awaitRelease(release));
        }
        service.choose("v7");
        guest().run("systemctl", "restart", UNIT).orThrow();
        assertActive(UNIT, load.awaitRelease("v7"));
        NetworkLoad.Result result = load.stop();
        assertThat(result.failed()).as(result.text()).isZero();
        assertThat(guest().property("app.socket", "ActiveState")).isEqualTo("active");
        assertThat(guest().property("app.socket", "NAccepted")).isEqualTo("0");
    }
}
