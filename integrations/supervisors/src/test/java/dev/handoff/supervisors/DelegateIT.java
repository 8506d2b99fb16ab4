package dev.handoff.supervisors;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A unit of another user than root's, upgraded by processes that root starts outside of it: packaging/systemd/start-in-unit. */
class DelegateIT extends SystemdFixture {
    private static final int UPGRADES = 5;
    private static final String UNIT = "app.service";

    private Service install() throws Exception {
        Service service = Service.install(guest(), "--probation 1s --warm-up 100", UNIT);
        service.set(UNIT, "delegate", "[Service]\nDelegate=yes\n");
        guest().run("systemctl", "daemon-reload").orThrow();
        return service;
    }

    @Test
    void followsFiveProcessesThatItHasNotStarted() throws Exception {
        Service service = install();
        guest().run("systemctl", "start", UNIT).orThrow();
        NetworkLoad load = load();
        List<String> pids = new ArrayList<>(List.of(Long.toString(load.awaitRelease("v1"))));
        Watch watch = watch(UNIT);
        for (int upgrade = 1; upgrade <= UPGRADES; upgrade++) {
            String release = "v" + (upgrade + 1);
            service.choose(release);
            guest().run(
                            "env",
                            "JAVA_HOME=" + System.getProperty("java.home"),
                            "APP_OPTIONS=--probation 1s --warm-up 100",
                            "JAVA_TOOL_OPTIONS=-XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xmx96m",
                            "/opt/app/bin/start-in-unit",
                            UNIT,
                            "/opt/app/bin/app")
                    .orThrow();
            long pid = load.awaitRelease(release);
            pids.add(Long.toString(pid));
            awaitProperty(UNIT, "MainPID", Long.toString(pid));
            assertLogged(UNIT, pid, "-> ON_PROBATION");
        }
        NetworkLoad.Result result = load.stop();
        assertThat(result.failed()).as(result.text()).isZero();
        assertAlwaysActive(watch);
        assertThat(mainPids(watch)).isEqualTo(pids);
        assertStops(UNIT);
    }
}
