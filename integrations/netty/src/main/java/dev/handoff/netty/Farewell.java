package dev.handoff.netty;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpUtil;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/**
 * Says {@code Connection: close} in HTTP/1.1 answers while another process accepts, so that clients move there, each
 * when it has its answer (RFC 9112, 9.6). Closing is the client's, who knows whether it has sent something more.
 */
final class Farewell extends ChannelOutboundHandlerAdapter {
    private final BooleanSupplier leaving;
    private final AtomicLong connections;

    Farewell(BooleanSupplier leaving, AtomicLong connections) {
        this.leaving = leaving;
        this.connections = connections;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        connections.incrementAndGet();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        connections.decrementAndGet();
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) throws Exception {
        if (message instanceof HttpResponse answer
                && answer.status().codeClass() != HttpStatusClass.INFORMATIONAL
                && leaving.getAsBoolean()) {
            HttpUtil.setKeepAlive(answer, false);
        }
        super.write(context, message, promise);
    }
}
