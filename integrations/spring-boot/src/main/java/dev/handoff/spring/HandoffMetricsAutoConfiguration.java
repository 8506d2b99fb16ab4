package dev.handoff.spring;

import dev.handoff.Handoff;
import dev.handoff.micrometer.HandoffMetrics;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/**
 * The meters of the handoff, where the application has Micrometer and a registry. Spring Boot binds every {@code MeterBinder};
 * it is named by its class's name, for an application may have a registry of its own and do without Boot's.
 */
@AutoConfiguration(
        after = HandoffAutoConfiguration.class,
        afterName = {
            "org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration",
            "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration"
        })
@ConditionalOnClass(MeterRegistry.class)
@ConditionalOnBean({Handoff.class, MeterRegistry.class})
@ConditionalOnBooleanProperty(name = "handoff.metrics.enabled", matchIfMissing = true)
public class HandoffMetricsAutoConfiguration {
    /** One of the application's own takes its place. */
    @Bean
    @ConditionalOnMissingBean
    HandoffMetrics handoffMetrics(Handoff handoff) {
        return new HandoffMetrics(handoff);
    }
}
