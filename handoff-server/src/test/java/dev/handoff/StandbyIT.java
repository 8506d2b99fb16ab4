package dev.handoff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** A supervisor that starts again whatever ends: the release that has handed over, too. */
class StandbyIT extends ProcessFixture {
    private ServiceProcess standingBy(String release) throws IOException {
        Path log = temp.resolve("log-" + release);
        ServiceProcess process = start(release, "standby=yes", "log=" + log);
        await().atMost(LONG)
                .until(() -> Files.exists(log) && Files.readString(log).contains("it stands by until"));
        return process;
    }

    @Test
    void takesNothingBackFromTheReleaseThatReplacedItAndIsThereWhenThatDies() throws Exception {
        serving("v1");
        ServiceProcess second = serving("v2");
        awaitOwner(second);
        ServiceProcess old = standingBy("v1");
        awaitAnswer("v2");
        second.signal("KILL");
        old.await("READY");
        awaitAnswer("v1");
    }

    @Test
    void standsByThroughTheHandoffsOfOthers() throws Exception {
        serving("v1");
        awaitOwner(serving("v2"));
        ServiceProcess old = standingBy("v1");
        ServiceProcess third = serving("v3");
        awaitOwner(third);
        await().atMost(LONG)
                .until(() -> status().filter(status -> !status.hasSuccessor()).isPresent());
        awaitAnswer("v3");
        assertThat(old.isAlive()).isTrue();
        third.signal("KILL");
        old.await("READY");
        awaitAnswer("v1");
    }
}
