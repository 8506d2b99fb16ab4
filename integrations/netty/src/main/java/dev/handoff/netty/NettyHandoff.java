package dev.handoff.netty;

import dev.handoff.Handoff;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A Netty server channel on a listener of a {@link Handoff}.
 *
 * <p>The bootstrap is given {@link #channelFactory()} in place of a channel class, and binds as ever, to whatever address: the
 * channel is bound already, and the bind does nothing. One listener, one server channel: the factory makes no second one.
 *
 * <p>A pipeline for HTTP/1.1 gets {@link #farewell()} behind its codec. What has none there, HTTP/2 above all, is not waited
 * for: {@link #leave} closes it, which Netty's HTTP/2 handlers and gRPC make a GOAWAY.
 */
public final class NettyHandoff {
    private final ChannelFactory<ServerChannel> channels;
    private final ChannelGroup accepted = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE, true);
    private final Handoff handoff;
    private final AtomicLong connections = new AtomicLong();

    private NettyHandoff(Handoff handoff, ChannelFactory<ServerChannel> channels) {
        this.handoff = handoff;
        this.channels = channels;
    }

    /** By the JDK's selectors: for event loops of {@code NioIoHandler}. */
    public static NettyHandoff nio(Handoff handoff, String listener) {
        return new NettyHandoff(handoff, () -> new NioServerSocketChannel(handoff.channel(listener)));
    }

    /**
     * By Netty's own transport: for event loops of {@code EpollIoHandler}; takes {@code netty-transport-native-epoll}.
     *
     * <p>The channel's local address is that of the side door; {@link Handoff#address} tells the real one.
     */
    public static NettyHandoff epoll(Handoff handoff, String listener) {
        return new NettyHandoff(
                handoff,
                () -> new EpollServerSocketChannel(handoff.seat(listener).number()));
    }

    /** Makes the server's channel; once. Its event loops are the application's to shut down, gRPC's too. */
    public ChannelFactory<ServerChannel> channelFactory() {
        return () -> {
            ServerChannel channel = channels.newChannel();
            channel.pipeline().addLast(new Doorway(accepted));
            return channel;
        };
    }

    /** For the pipeline of each HTTP/1.1 connection, behind the codec: asks clients to leave while another process accepts. */
    public ChannelHandler farewell() {
        return new Farewell(handoff::isYielded, connections);
    }

    /** How many connections with a {@link #farewell} are open: what a drain has to wait for. */
    public long connections() {
        return connections.get();
    }

    /**
     * Closes what is open, each in the words of its own protocol, and what may still be accepted. For {@link Handoff#onDrain},
     * before the event loops are shut down.
     *
     * @param limit how long HTTP/2 streams may take to end
     */
    public void leave(Duration limit) throws InterruptedException {
        accepted.close().await(limit.toMillis());
    }
}
