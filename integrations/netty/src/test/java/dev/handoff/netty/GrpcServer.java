package dev.handoff.netty;

import dev.handoff.Handoff;
import dev.handoff.demo.OtherServer;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;

/** gRPC on Netty. Nothing is measured: its own graceful shutdown is the drain, and begins as soon as it may. */
final class GrpcServer {
    private GrpcServer() {}

    public static void main(String[] arguments) {
        OtherServer.serve(arguments, GrpcServer::start);
    }

    private static void start(Handoff handoff) throws Exception {
        EventLoopGroup loops = new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());
        Server server = NettyServerBuilder.forAddress(new InetSocketAddress(0))
                .channelFactory(NettyHandoff.nio(handoff, "http").channelFactory())
                .bossEventLoopGroup(loops)
                .workerEventLoopGroup(loops)
                .addService(new Greeter(handoff))
                .build()
                .start();
        handoff.onDrain(() -> {
            server.shutdown(); // GOAWAY; calls in progress end in their own time
            if (!server.awaitTermination(20, TimeUnit.SECONDS)) {
                server.shutdownNow();
            }
            loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).await(10, TimeUnit.SECONDS);
        });
    }
}
