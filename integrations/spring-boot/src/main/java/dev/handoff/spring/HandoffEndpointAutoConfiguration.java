package dev.handoff.spring;

import dev.handoff.Handoff;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;

/** The actuator's {@code handoff}, where there is an actuator and it is exposed. */
@AutoConfiguration(after = HandoffAutoConfiguration.class)
@ConditionalOnClass({Endpoint.class, ConditionalOnAvailableEndpoint.class})
@ConditionalOnBean(Handoff.class)
public class HandoffEndpointAutoConfiguration {
    @Bean
    @ConditionalOnAvailableEndpoint(HandoffEndpoint.class)
    HandoffEndpoint handoffEndpoint(Handoff handoff) {
        return new HandoffEndpoint(handoff);
    }
}
