package dev.handoff.spring;

import dev.handoff.HandoffBuilder;

/** A bean of this type sets what the properties don't, before the listener is asked for. Several are called in their order. */
@FunctionalInterface
public interface HandoffBuilderCustomizer {
    /** Sets it. */
    void customize(HandoffBuilder handoff);
}
