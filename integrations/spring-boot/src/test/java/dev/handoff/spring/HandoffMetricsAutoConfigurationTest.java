package dev.handoff.spring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.Handoff;
import dev.handoff.micrometer.HandoffMetrics;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** When the meters are there, beside a handoff that owns a real listener. */
class HandoffMetricsAutoConfigurationTest {
    private static final String PHASE = "handoff.phase";

    @TempDir
    Path temp;

    private ApplicationContextRunner withHandoff() {
        return new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(HandoffMetricsAutoConfiguration.class))
                .withBean(Handoff.class, this::open);
    }

    private ApplicationContextRunner withBootsRegistry() {
        return withHandoff()
                .withConfiguration(AutoConfigurations.of(
                        MetricsAutoConfiguration.class,
                        CompositeMeterRegistryAutoConfiguration.class,
                        SimpleMetricsExportAutoConfiguration.class));
    }

    private Handoff open() {
        try {
            return Handoff.at(temp.resolve("run").resolve("control"))
                    .listener("http", "127.0.0.1:0")
                    .handleSignals(false)
                    .open();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aRegistryOfBootsHasThem() {
        withBootsRegistry().run(context -> {
            MeterRegistry registry = context.getBean(MeterRegistry.class);
            assertThat(registry.get("handoff.generation").gauge().value()).isEqualTo(1);
            assertThat(registry.get(PHASE).tag("phase", "STAGED").gauge().value())
                    .isEqualTo(1);
            context.getBean(Handoff.class).ready();
            assertThat(registry.get(PHASE).tag("phase", "STAGED").gauge().value())
                    .isZero();
        });
    }

    @Test
    void switchedOffTheyAreNot() {
        withBootsRegistry()
                .withPropertyValues("handoff.metrics.enabled=false")
                .run(context -> assertThat(
                                context.getBean(MeterRegistry.class).find(PHASE).meters())
                        .isEmpty());
    }

    @Test
    void thoseOfTheApplicationTakeTheirPlace() {
        withBootsRegistry()
                .withBean("ours", HandoffMetrics.class)
                .run(context -> assertThat(context).hasSingleBean(HandoffMetrics.class));
    }

    @Test
    void thereIsNothingWithoutARegistry() {
        withHandoff().run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(HandoffMetrics.class));
    }

    @Test
    void thereIsNothingWithoutMicrometer() {
        withHandoff()
                .withClassLoader(new FilteredClassLoader("io.micrometer"))
                .run(context ->
                        assertThat(context).hasNotFailed().doesNotHaveBean(HandoffMetricsAutoConfiguration.class));
    }

    @Test
    void thereIsNothingWithoutAHandoff() {
        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(HandoffMetricsAutoConfiguration.class))
                .withBean(MeterRegistry.class, SimpleMeterRegistry::new)
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(HandoffMetrics.class));
    }
}
