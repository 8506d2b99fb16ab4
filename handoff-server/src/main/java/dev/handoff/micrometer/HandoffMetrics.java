package dev.handoff.micrometer;

import dev.handoff.Handoff;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

/** Meters of a process's handoffs: {@code new HandoffMetrics(handoff).bindTo(registry)}. Micrometer is the application's to have. */
public final class HandoffMetrics implements MeterBinder {
    private final Handoff handoff;

    /** Of this one, which the meters keep from being collected. */
    public HandoffMetrics(Handoff handoff) {
        this.handoff = handoff;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        for (HandoffMeter each : HandoffMeter.all()) {
            Gauge.Builder<Handoff> gauge = Gauge.builder(each.name(), handoff, each.value())
                    .description(each.description())
                    .strongReference(true);
            if (!each.tag().isEmpty()) {
                gauge.tag(each.tag(), each.tagValue());
            }
            gauge.register(registry);
        }
    }
}
