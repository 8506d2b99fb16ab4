package dev.handoff.supervisors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;

/** A guest, and what is asked of systemd in it again and again. */
@Timeout(600)
abstract class SystemdFixture {
    static final int PORT = 8080;
    static final Duration LONG = Duration.ofSeconds(90);
    /** What an answer by {@link #watch} is made of. */
    private static final int STATUS = 0;

    private static final int STATE = 3;
    private static final int MAIN = 1;
    private static final int RESTARTS = 2;

    private final List<AutoCloseable> open = new ArrayList<>();
    private Guest guest;

    @BeforeEach
    void boot() throws IOException, InterruptedException {
        guest = Guest.boot();
    }

    @AfterEach
    void powerOff() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
        if (guest != null) {
            guest.close();
        }
    }

    Guest guest() {
        return guest;
    }

    NetworkLoad load() throws IOException {
        NetworkLoad load = NetworkLoad.inNetworkOf(guest.leader(), PORT);
        open.add(load);
        return load;
    }

    /** Is a unit active, and which is its main process? Asked often, from now on. */
    Watch watch(String unit) throws IOException {
        Watch watch = Watch.on(
                guest,
                "systemctl is-active --quiet " + unit + "; echo $?;"
                        + " systemctl show --value --property=MainPID --property=NRestarts --property=ActiveState "
                        + unit);
        open.add(watch);
        return watch;
    }

    /** Each time that it was asked, {@code is-active} said yes, and nothing was restarted. */
    static void assertAlwaysActive(Watch watch) {
        assertThat(watch.answers()).hasSizeGreaterThan(10);
        assertThat(parts(watch, STATUS)).containsOnly("0");
        // "reloading" for as long as systemctl reload waits.
        assertThat(parts(watch, STATE)).isSubsetOf("active", "reloading");
        assertThat(parts(watch, RESTARTS)).containsOnly("0");
    }

    /** The main processes that it had, in order. */
    static List<String> mainPids(Watch watch) {
        return watch.answers().stream()
                .map(answer -> part(answer, MAIN))
                .distinct()
                .toList();
    }

    private static Set<String> parts(Watch watch, int index) {
        return watch.answers().stream().map(answer -> part(answer, index)).collect(Collectors.toSet());
    }

    // systemctl tells the properties in an order of its own, but always the same.
    private static String part(String answer, int index) {
        String[] words = answer.split(" ", -1);
        return words.length < 4 ? answer : words[index];
    }

    /** A unit is active, with this main process. */
    void assertActive(String unit, long pid) throws IOException, InterruptedException {
        assertThat(guest.property(unit, "ActiveState")).isEqualTo("active");
        assertThat(guest.property(unit, "MainPID")).isEqualTo(Long.toString(pid));
    }

    void awaitProperty(String unit, String name, String value) {
        await(unit + " " + name + "=" + value)
                .atMost(LONG)
                .pollInterval(Duration.ofMillis(200))
                .until(() -> guest.property(unit, name).equals(value));
    }

    /** The unit has logged what this process said. */
    void assertLogged(String unit, long pid, String text) throws IOException, InterruptedException {
        assertThat(guest.log(unit).lines().filter(line -> line.contains("[" + pid + "]: ")))
                .anyMatch(line -> line.contains(text));
    }

    /** "stop" stops all of it: nothing serves, nothing of it is left. */
    void assertStops(String unit) throws IOException, InterruptedException {
        guest.run("systemctl", "stop", unit).orThrow();
        assertThat(guest.property(unit, "ActiveState")).isEqualTo("inactive");
        assertThat(guest.property(unit, "Result")).isEqualTo("success");
        assertThat(guest.run("pgrep", "-u", "app").text()).isEmpty();
    }

    void kill(long pid) throws IOException, InterruptedException {
        guest.run("kill", "-KILL", Long.toString(pid)).orThrow();
    }
}
