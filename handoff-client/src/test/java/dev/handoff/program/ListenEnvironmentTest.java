package dev.handoff.program;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.fd.Environment;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class ListenEnvironmentTest {
    private static final List<Slot> SLOTS =
            List.of(new Slot("http", 3, OptionalInt.of(8080)), new Slot("admin", 4, OptionalInt.of(81)));

    @Test
    void saysWhatTheProgramHasAndNothingOfWhatWeHad() {
        Environment base = Environment.empty()
                .with("LISTEN_PID", "1")
                .with("LISTEN_FDS", "7")
                .with("NOTIFY_SOCKET", "/run/systemd/notify")
                .with("WATCHDOG_USEC", "1");
        Environment environment = ListenEnvironment.of(
                base, SLOTS, Optional.of(Path.of("/run/x/s")), Map.of("NGINX", "{fd:http};{fd:admin};"));
        assertThat(environment.value("LISTEN_PID")).isEmpty();
        assertThat(environment.value("LISTEN_FDS")).contains("2");
        assertThat(environment.value("LISTEN_FDNAMES")).contains("http:admin");
        assertThat(environment.value("NOTIFY_SOCKET")).contains("/run/x/s");
        assertThat(environment.value("WATCHDOG_USEC")).isEmpty();
        assertThat(environment.value("NGINX")).contains("3;4;");
    }

    @Test
    void leavesTheSupervisorsSocketToAProgramThatIsNotToSayReadyToUs() {
        Environment base = Environment.empty().with("NOTIFY_SOCKET", "/run/systemd/notify");
        assertThat(ListenEnvironment.of(base, SLOTS, Optional.empty(), Map.of()).value("NOTIFY_SOCKET"))
                .contains("/run/systemd/notify");
    }
}
