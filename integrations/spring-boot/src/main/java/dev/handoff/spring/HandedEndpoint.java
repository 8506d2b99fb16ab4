package dev.handoff.spring;

import java.io.IOException;
import java.nio.channels.NetworkChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.function.Supplier;
import org.apache.tomcat.util.net.NioEndpoint;
import org.jspecify.annotations.Nullable;

/** Accepts from a channel that it is given instead of binding one. Everything else is Tomcat's. */
final class HandedEndpoint extends NioEndpoint {
    private Supplier<ServerSocketChannel> source = () -> {
        throw new IllegalStateException("no handoff to serve");
    };
    private volatile @Nullable ServerSocketChannel channel;

    void serve(Supplier<ServerSocketChannel> given) {
        source = given;
    }

    @Override
    protected void initServerSocket() {
        channel = source.get();
    }

    @Override
    protected @Nullable NetworkChannel getServerSocket() {
        return channel;
    }

    @Override
    protected SocketChannel serverSocketAccept() throws Exception {
        ServerSocketChannel accepting = channel;
        if (accepting == null) {
            throw new IOException("closed");
        }
        return accepting.accept();
    }

    @Override
    protected void doCloseServerSocket() throws IOException {
        ServerSocketChannel closing = channel;
        channel = null;
        if (closing != null) {
            closing.close();
        }
    }
}
