package dev.handoff.jetty;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpHeaderValue;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Says {@code Connection: close} in HTTP/1.1 answers while another process accepts, so that clients move there, each
 * when it has its answer (RFC 9112, 9.6). Nothing is closed that a client has not been told of.
 *
 * <p>Decided when the answer begins, not when the request came: what was asked for before the handover may be answered
 * long after it.
 */
final class Farewell extends Handler.Wrapper {
    private final BooleanSupplier leaving;
    private final AtomicLong inFlight = new AtomicLong();

    Farewell(BooleanSupplier leaving) {
        this.leaving = leaving;
    }

    /** How many requests are being answered. */
    long inFlight() {
        return inFlight.get();
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        inFlight.incrementAndGet();
        Request.addCompletionListener(request, failure -> inFlight.decrementAndGet());
        HttpVersion version = request.getConnectionMetaData().getHttpVersion();
        // HTTP/2 has no such field (RFC 9113, 8.2.2): it has GOAWAY.
        boolean asksByHeader = version.getVersion() <= HttpVersion.HTTP_1_1.getVersion();
        return super.handle(request, asksByHeader ? new Parting(request, response) : response, callback);
    }

    private final class Parting extends Response.Wrapper {
        Parting(Request request, Response wrapped) {
            super(request, wrapped);
        }

        @Override
        public void write(boolean last, ByteBuffer content, Callback callback) {
            if (!isCommitted() && getStatus() != HttpStatus.SWITCHING_PROTOCOLS_101 && leaving.getAsBoolean()) {
                getHeaders().put(HttpHeader.CONNECTION, HttpHeaderValue.CLOSE);
            }
            super.write(last, content, callback);
        }
    }
}
