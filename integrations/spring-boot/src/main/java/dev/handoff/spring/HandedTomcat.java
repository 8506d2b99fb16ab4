package dev.handoff.spring;

import dev.handoff.Handoff;
import java.util.function.Supplier;
import org.springframework.boot.tomcat.TomcatProtocolHandlerCustomizer;
import org.springframework.boot.tomcat.TomcatWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;

/** Gives Tomcat a connector that does not bind. */
final class HandedTomcat implements WebServerFactoryCustomizer<TomcatWebServerFactory> {
    private final Supplier<Handoff> source;

    HandedTomcat(Supplier<Handoff> source) {
        this.source = source;
    }

    @Override
    public void customize(TomcatWebServerFactory factory) {
        factory.setProtocol(HandedProtocol.class.getName());
        TomcatProtocolHandlerCustomizer<HandedProtocol> serve = protocol -> protocol.serve(source);
        factory.addProtocolHandlerCustomizers(serve);
    }
}
