package dev.handoff.netty;

import dev.handoff.Handoff;
import dev.handoff.demo.OtherServer;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpServerKeepAliveHandler;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** Netty, on the JDK's selectors or, with {@code -Depoll=true}, on its own transport. */
final class NettyServer {
    private NettyServer() {}

    public static void main(String[] arguments) {
        OtherServer.serve(arguments, NettyServer::start);
    }

    private static void start(Handoff handoff) throws Exception {
        boolean epoll = Boolean.getBoolean("epoll");
        NettyHandoff netty = epoll ? NettyHandoff.epoll(handoff, "http") : NettyHandoff.nio(handoff, "http");
        EventLoopGroup loops =
                new MultiThreadIoEventLoopGroup(2, epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
        ExecutorService workers = Executors.newCachedThreadPool();
        new ServerBootstrap()
                .group(loops)
                .channelFactory(netty.channelFactory())
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel connection) {
                        connection
                                .pipeline()
                                .addLast(
                                        new HttpServerCodec(),
                                        new HttpServerKeepAliveHandler(),
                                        netty.farewell(),
                                        new HttpObjectAggregator(65536),
                                        new Answers(handoff, workers));
                    }
                })
                .bind(0)
                .sync()
                .channel();
        handoff.measure(() -> 0, netty::connections);
        handoff.onDrain(() -> {
            netty.leave(Duration.ofSeconds(5));
            loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).await(10, TimeUnit.SECONDS);
            workers.shutdown();
        });
    }

    private static final class Answers extends SimpleChannelInboundHandler<FullHttpRequest> {
        private final Handoff handoff;
        private final ExecutorService workers;

        Answers(Handoff handoff, ExecutorService workers) {
            this.handoff = handoff;
            this.workers = workers;
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
            String uri = request.uri();
            workers.execute(() -> answer(context, uri));
        }

        private void answer(ChannelHandlerContext context, String uri) {
            try {
                byte[] body = OtherServer.answer(handoff, uri).getBytes(StandardCharsets.UTF_8);
                FullHttpResponse response = new DefaultFullHttpResponse(
                        HttpVersion.HTTP_1_1, HttpResponseStatus.OK, Unpooled.wrappedBuffer(body));
                response.headers().setInt(HttpHeaderNames.CONTENT_LENGTH, body.length);
                context.writeAndFlush(response).addListener(ChannelFutureListener.FIRE_EXCEPTION_ON_FAILURE);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
