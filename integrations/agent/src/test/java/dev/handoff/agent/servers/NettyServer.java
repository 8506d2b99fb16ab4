package dev.handoff.agent.servers;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import java.io.File;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Netty, on the JDK's selectors or, asked for {@code epoll}, on its own transport. With {@code parts} it writes head and body by
 * themselves, and Netty gives both to the channel in one gathering write.
 */
public final class NettyServer {
    private static final ExecutorService WORKERS = Executors.newCachedThreadPool();

    private NettyServer() {}

    public static void main(String[] arguments) throws Exception {
        boolean epoll = Boolean.getBoolean("epoll");
        boolean isPath = arguments[0].startsWith("/");
        if (isPath) {
            new File(arguments[0]).delete();
        }
        IoHandlerFactory io = epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        Class<? extends ServerChannel> type = epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
        Channel channel = new ServerBootstrap()
                .group(new MultiThreadIoEventLoopGroup(1, io), new MultiThreadIoEventLoopGroup(2, io))
                .channel(isPath ? EpollServerDomainSocketChannel.class : type)
                .option(ChannelOption.SO_BACKLOG, 200)
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel connection) {
                        connection
                                .pipeline()
                                .addLast(new HttpServerCodec(), new HttpObjectAggregator(65536), new Answering());
                    }
                })
                .bind(
                        isPath
                                ? new DomainSocketAddress(arguments[0])
                                : new InetSocketAddress(Integer.parseInt(arguments[0])))
                .sync()
                .channel();
        if (isPath) {
            System.out.println("listening at " + channel.localAddress());
            // Netty deletes the path when it closes the channel.
            Runtime.getRuntime()
                    .addShutdownHook(new Thread(() -> channel.close().awaitUninterruptibly()));
        } else {
            System.out.println("listening " + ((InetSocketAddress) channel.localAddress()).getPort());
        }
    }

    private static final class Answering extends SimpleChannelInboundHandler<FullHttpRequest> {
        @Override
        protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
            String uri = request.uri();
            boolean keep = HttpUtil.isKeepAlive(request);
            WORKERS.execute(() -> {
                try {
                    byte[] body = Page.answer(uri).getBytes(StandardCharsets.UTF_8);
                    FullHttpResponse response = new DefaultFullHttpResponse(
                            HttpVersion.HTTP_1_1, HttpResponseStatus.OK, Unpooled.wrappedBuffer(body));
                    response.headers().setInt(HttpHeaderNames.CONTENT_LENGTH, body.length);
                    if (keep) {
                        write(context, response).addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
                    } else {
                        response.headers().set("connection", "close");
                        write(context, response).addListener(ChannelFutureListener.CLOSE);
                    }
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
        }

        private static ChannelFuture write(ChannelHandlerContext context, FullHttpResponse response) {
            if (!Boolean.getBoolean("parts")) {
                return context.writeAndFlush(response);
            }
            context.write(new DefaultHttpResponse(response.protocolVersion(), response.status(), response.headers()))
                    .addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
            return context.writeAndFlush(new DefaultLastHttpContent(response.content()));
        }
    }
}
