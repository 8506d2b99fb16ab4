package dev.handoff;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** A runtime that was linked without the flight recorder and without JMX. */
class SmallRuntimeIT extends ProcessFixture {
    private static final List<String> SMALL =
            List.of("env", "JDK_JAVA_OPTIONS=--limit-modules java.base,java.logging,jdk.unsupported");

    @Test
    void handsOverWithoutFlightRecorderAndBeans() throws Exception {
        ServiceProcess first = startBy(SMALL, "v1");
        first.await("READY");
        ServiceProcess second = startBy(SMALL, "v2", "probation=100");
        second.await("READY");
        assertThat(first.awaitExit()).isZero();
        awaitOwner(second);
        awaitAnswer("v2");
    }
}
