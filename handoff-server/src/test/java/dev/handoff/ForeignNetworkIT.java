package dev.handoff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A successor in a container with a network of its own. */
class ForeignNetworkIT extends ProcessFixture {
    @BeforeEach
    void networksCanBeMade() throws Exception {
        assumeTrue(canUnshare(), "no network namespace can be made here");
    }

    private static boolean canUnshare() throws InterruptedException {
        try {
            return new ProcessBuilder("unshare", "--net", "true").start().waitFor() == 0;
        } catch (IOException noSuchProgram) {
            return false;
        }
    }

    @Test
    void isRefusedAListenerThatWouldGoDeafAndTheOldOneServesOn() throws Exception {
        serving("v1");
        ServiceProcess apart = startApart("v2");
        assertThat(apart.awaitEither("FAILED", "READY"))
                .startsWith("FAILED ForeignNetworkException: listener http at 127.0.0.1:")
                .contains("another network namespace");
        assertThat(apart.awaitExit()).isEqualTo(75);
        awaitStatus(status -> !status.hasSuccessor());
        assertThat(status().orElseThrow().getLastHandoff().getReason()).contains("another network namespace");
        awaitAnswer("v1");
        serving("v3");
        awaitAnswer("v3");
    }

    @Test
    void takesItWhereThatIsAllowed() throws Exception {
        serving("v1");
        ServiceProcess apart = startApart("v2", "foreign=yes");
        apart.await("READY");
        awaitAnswer("v2");
    }
}
