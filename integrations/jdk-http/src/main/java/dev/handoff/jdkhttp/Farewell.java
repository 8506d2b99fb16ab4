package dev.handoff.jdkhttp;

import com.sun.net.httpserver.Filter;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/** Asks clients to leave while another process accepts, each in the answer that it gets (RFC 9112, 9.6). */
final class Farewell extends Filter {
    private final BooleanSupplier leaving;
    private final AtomicLong inFlight = new AtomicLong();

    Farewell(BooleanSupplier leaving) {
        this.leaving = leaving;
    }

    /** How many requests are with their handlers. */
    long inFlight() {
        return inFlight.get();
    }

    @Override
    public void doFilter(HttpExchange exchange, Chain chain) throws IOException {
        inFlight.incrementAndGet();
        try {
            if (leaving.getAsBoolean()) {
                exchange.getResponseHeaders().set("Connection", "close");
            }
            chain.doFilter(exchange);
        } finally {
            inFlight.decrementAndGet();
        }
    }

    @Override
    public String description() {
        return "Connection: close while another process accepts";
    }
}
