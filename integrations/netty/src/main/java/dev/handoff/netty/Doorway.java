package dev.handoff.netty;

import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.group.ChannelGroup;
import java.net.SocketAddress;

/** In a server channel that is bound already: nothing is left of a bind; and whatever it accepts is noted. */
final class Doorway extends ChannelDuplexHandler {
    private final ChannelGroup accepted;

    Doorway(ChannelGroup accepted) {
        this.accepted = accepted;
    }

    @Override
    public void bind(ChannelHandlerContext context, SocketAddress address, ChannelPromise promise) {
        promise.setSuccess();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof Channel connection) {
            accepted.add(connection);
        }
        context.fireChannelRead(message);
    }
}
