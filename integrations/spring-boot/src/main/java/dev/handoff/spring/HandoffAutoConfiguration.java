package dev.handoff.spring;

import dev.handoff.Handoff;
import dev.handoff.HandoffBuilder;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Objects;
import org.apache.coyote.http11.Http11NioProtocol;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.tomcat.TomcatWebServerFactory;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;

/** Active where {@code handoff.control} is set and Tomcat is the web server. */
@AutoConfiguration
@ConditionalOnClass({TomcatWebServerFactory.class, Http11NioProtocol.class})
@ConditionalOnWebApplication
@ConditionalOnProperty("handoff.control")
@EnableConfigurationProperties({HandoffProperties.class, ServerProperties.class})
public class HandoffAutoConfiguration {
    /** The name of the listener of the web server. */
    static final String LISTENER = "http";

    private static final int USUAL_PORT = 8080;

    /**
     * The listener of {@code server.address} and {@code server.port}, from the predecessor or bound here. Closed by the
     * lifecycle, not as a bean: to close it takes as long as the drain, which itself closes the context.
     */
    @Bean(destroyMethod = "")
    Handoff handoff(
            HandoffProperties properties, ServerProperties server, ObjectProvider<HandoffBuilderCustomizer> customizers)
            throws IOException, InterruptedException {
        int port = Objects.requireNonNullElse(server.getPort(), USUAL_PORT);
        HandoffBuilder builder = Handoff.at(Path.of(Objects.requireNonNull(properties.control())))
                .listener(LISTENER, new InetSocketAddress(server.getAddress(), port))
                .release(properties.release())
                .allowRollback(properties.allowRollback())
                .probation(properties.probation())
                .drainDeadline(properties.drainDeadline())
                .requestWait(properties.requestWait())
                .readyWithin(properties.readyWithin())
                .heartbeat(properties.heartbeat(), properties.silence());
        customizers.orderedStream().forEach(customizer -> customizer.customize(builder));
        return builder.open();
    }

    @Bean
    HandoffLifecycle handoffLifecycle(
            Handoff handoff, HandoffProperties properties, ConfigurableApplicationContext context) {
        HandoffProperties.WarmUp terms = properties.warmUp();
        if (!terms.paths().isEmpty()) {
            handoff.warmUp(() -> new WarmUp(handoff.sideDoor(LISTENER), terms).run());
        }
        return new HandoffLifecycle(handoff, context);
    }

    /** By a provider: the web server is made before the other beans, and binds after them. */
    @Bean
    static HandedTomcat handedTomcat(ObjectProvider<Handoff> handoff) {
        return new HandedTomcat(handoff::getObject);
    }
}
