import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollEventLoopGroup;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpServerKeepAliveHandler;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2StreamFrameToHttpObjectCodec;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

public class Main {
    private static final byte[] PAGE = "{\"pid\":%d,\"release\":\"%s\"}"
            .formatted(ProcessHandle.current().pid(), System.getenv("RELEASE"))
            .getBytes(StandardCharsets.UTF_8);

    public static void main(String[] args) throws InterruptedException {
        boolean epoll = "epoll".equals(System.getProperty("transport"));
        EventLoopGroup acceptor = epoll ? new EpollEventLoopGroup(1) : new NioEventLoopGroup(1);
        EventLoopGroup workers = epoll ? new EpollEventLoopGroup() : new NioEventLoopGroup();
        ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
        Channel channel = new ServerBootstrap()
                .group(acceptor, workers)
                .channel(epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class)
                .childHandler(initializer(connection -> {
                    connections.add(connection);
                    connection.pipeline().addLast(new FirstWord());
                }))
                .bind(Integer.parseInt(System.getenv("PORT")))
                .sync()
                .channel();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            channel.close().awaitUninterruptibly(5, TimeUnit.SECONDS);
            connections.close().awaitUninterruptibly(5, TimeUnit.SECONDS);
            workers.shutdownGracefully(1, 5, TimeUnit.SECONDS).awaitUninterruptibly(6, TimeUnit.SECONDS);
            acceptor.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(2, TimeUnit.SECONDS);
        }));
    }

    /** HTTP/1.1, or HTTP/2 with clients that know that we speak it: their first word is PRI (RFC 9113, 3.4). */
    private static class FirstWord extends ByteToMessageDecoder {
        @Override
        protected void decode(ChannelHandlerContext context, ByteBuf bytes, List<Object> out) {
            if (bytes.readableBytes() < 3) {
                return;
            }
            if (bytes.toString(bytes.readerIndex(), 3, StandardCharsets.US_ASCII).equals("PRI")) {
                addHttp2(context.pipeline());
            } else {
                addHttp(context.pipeline());
            }
            context.pipeline().remove(this);
        }
    }

    private static void addHttp(ChannelPipeline pipeline) {
        pipeline.addLast(
                new HttpServerCodec(),
                new HttpServerKeepAliveHandler(),
                new HttpObjectAggregator(65536),
                new WebSocketServerProtocolHandler("/echo"),
                new Echo(),
                new Answers());
    }

    private static void addHttp2(ChannelPipeline pipeline) {
        pipeline.addLast(
                // Unless told, Netty's codec closes at once after its GOAWAY, whatever is in flight.
                    Http2FrameCodecBuilder.forServer()
                            .gracefulShutdownTimeoutMillis(4000)
                            .build(),
                new Http2MultiplexHandler(initializer(stream -> stream.pipeline()
                        .addLast(
                                new Http2StreamFrameToHttpObjectCodec(true),
                                new HttpObjectAggregator(65536),
                                new Answers()))));
    }

    private static ChannelInitializer<Channel> initializer(Consumer<Channel> content) {
        return new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {
                content.accept(channel);
            }
        };
    }

    private static class Echo extends SimpleChannelInboundHandler<TextWebSocketFrame> {
        @Override
        protected void channelRead0(ChannelHandlerContext context, TextWebSocketFrame frame) {
            context.writeAndFlush(frame.retain());
        }
    }

    private static class Answers extends SimpleChannelInboundHandler<FullHttpRequest> {
        @Override
        protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
            List<String> wait =
                    new QueryStringDecoder(request.uri()).parameters().getOrDefault("ms", List.of("0"));
            context.executor().schedule(() -> answer(context), Long.parseLong(wait.get(0)), TimeUnit.MILLISECONDS);
        }

        private static void answer(ChannelHandlerContext context) {
            FullHttpResponse response = new DefaultFullHttpResponse(
                    HttpVersion.HTTP_1_1, HttpResponseStatus.OK, Unpooled.wrappedBuffer(PAGE));
            response.headers()
                    .set(HttpHeaderNames.CONTENT_TYPE, "application/json")
                    .setInt(HttpHeaderNames.CONTENT_LENGTH, PAGE.length);
            context.writeAndFlush(response);
        }
    }
}
