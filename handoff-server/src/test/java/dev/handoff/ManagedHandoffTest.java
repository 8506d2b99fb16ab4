package dev.handoff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.handoff.micrometer.HandoffMetrics;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Set;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;

/** What those see who manage a process by JMX or Micrometer. */
class ManagedHandoffTest extends PredecessorFixture {
    @Test
    void anOwnerHasABeanUntilItEnds() throws Exception {
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        ObjectName any = new ObjectName(
                "dev.handoff:type=Handoff,control=" + ObjectName.quote(control().toString()) + ",*");
        await().until(() -> server.queryNames(any, null).size() == 1);
        ObjectName name = server.queryNames(any, null).iterator().next();
        assertThat(server.getAttribute(name, "Generation")).isEqualTo(1L);
        assertThat(server.getAttribute(name, "Phase")).isEqualTo("OWNER");
        assertThat(server.getAttribute(name, "Successor")).isEqualTo("");
        try (LabelService given = LabelService.open(release("v2"), duties, "http")) {
            assertThat((String) server.getAttribute(name, "Successor")).startsWith("release v2, pid ");
            assertThat(given.handoff().phase().name()).isEqualTo("STAGED");
        }
        assertServesOn("aborted");
        assertThat(server.getAttribute(name, "LastOutcome")).isEqualTo("aborted");
        assertThat((String[]) server.getAttribute(name, "History")).hasSize(1);
        assertHandsOverTo(2);
        await().atMost(Duration.ofSeconds(20))
                .until(() -> server.queryNames(any, null).equals(Set.of()));
    }

    @Test
    void metersReadWhatAStatusSays() throws Exception {
        MeterRegistry registry = new SimpleMeterRegistry();
        new HandoffMetrics(first().handoff()).bindTo(registry);
        assertThat(registry.get("handoff.generation").gauge().value()).isEqualTo(1);
        assertThat(registry.get("handoff.phase").tag("phase", "OWNER").gauge().value())
                .isEqualTo(1);
        assertThat(registry.get("handoff.exchange.open").gauge().value()).isZero();
        try (LabelService given = LabelService.open(release("v2"), duties, "http")) {
            assertThat(registry.get("handoff.exchange.open").gauge().value()).isEqualTo(1);
            assertThat(given.handoff().generation()).isEqualTo(2);
        }
        assertServesOn("aborted");
        assertThat(registry.get("handoff.history")
                        .tag("outcome", "aborted")
                        .gauge()
                        .value())
                .isEqualTo(1);
    }
}
