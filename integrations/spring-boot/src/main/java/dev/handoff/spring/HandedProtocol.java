package dev.handoff.spring;

import dev.handoff.Handoff;
import java.util.function.Supplier;
import org.apache.coyote.http11.Http11NioProtocol;

/**
 * Tomcat's HTTP/1.1 on a listener that somebody else bound. While another process accepts, each request is the last of its
 * connection: Tomcat then says {@code Connection: close}, in errors too. That costs nothing at any other time.
 *
 * <p>Public for Tomcat, which makes it by its name.
 */
public final class HandedProtocol extends Http11NioProtocol {
    private static final int LAST = 1;

    private final HandedEndpoint endpoint;

    /** Of no use before {@link #serve}. */
    public HandedProtocol() {
        this(new HandedEndpoint());
    }

    private HandedProtocol(HandedEndpoint endpoint) {
        super(endpoint);
        this.endpoint = endpoint;
    }

    /** Serves the listener of a handoff, which is asked for when Tomcat binds. */
    void serve(Supplier<Handoff> source) {
        endpoint.serve(() -> {
            Handoff handoff = source.get();
            int usual = getMaxKeepAliveRequests();
            handoff.onYield(() -> setMaxKeepAliveRequests(LAST));
            handoff.onReclaim(() -> setMaxKeepAliveRequests(usual));
            handoff.measure(() -> 0, () -> endpoint.getConnections().size());
            return handoff.channel(HandoffAutoConfiguration.LISTENER);
        });
    }
}
