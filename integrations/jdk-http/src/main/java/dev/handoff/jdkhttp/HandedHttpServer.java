package dev.handoff.jdkhttp;

import com.sun.net.httpserver.HttpContext;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import dev.handoff.Handoff;
import dev.handoff.fd.OpenConnections;
import dev.handoff.fd.Seat;
import dev.handoff.fd.SocketName;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * An {@link HttpServer} that serves a listener of a {@link Handoff}. It is used as any other, and stopped here when all that it
 * had accepted is answered, or at the drain's deadline.
 *
 * <p>While another process accepts, answers carry {@code Connection: close}, decided when a request comes. The server that the
 * JDK makes can't be given a channel: it is bound to a free port on loopback, and the listener is put under it. So
 * {@code exchange.getHttpContext().getServer()} is another object, which tells that port.
 */
public final class HandedHttpServer extends HttpServer {
    private final HttpServer server;
    private final InetSocketAddress address;
    private final Farewell farewell;

    private HandedHttpServer(HttpServer server, InetSocketAddress address, Farewell farewell) {
        this.server = server;
        this.address = address;
        this.farewell = farewell;
    }

    /**
     * Makes one that accepts nothing before it is started.
     *
     * @throws IOException if there is no port for it on loopback, or the listener can't be put under it
     */
    public static HttpServer create(Handoff handoff, String listener) throws IOException {
        InetSocketAddress address = (InetSocketAddress) handoff.address(listener);
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        try {
            handoff.reseat(listener, Seat.listeningAt(server.getAddress().getPort()));
        } catch (IOException | RuntimeException e) {
            server.stop(0);
            throw e;
        }
        Farewell farewell = new Farewell(handoff::isYielded);
        List<SocketName> names = List.of(SocketName.inet(address.getAddress().getAddress(), address.getPort(), 0));
        OpenConnections open = new OpenConnections();
        handoff.measure(farewell::inFlight, () -> connections(open, names));
        handoff.onDrain(() -> server.stop(0));
        return new HandedHttpServer(server, address, farewell);
    }

    // The server does not tell. What can't be counted is waited for until the deadline.
    private static long connections(OpenConnections open, List<SocketName> names) {
        try {
            return open.count(names);
        } catch (IOException e) {
            return 1;
        }
    }

    @Override
    public HttpContext createContext(String path, HttpHandler handler) {
        HttpContext context = createContext(path);
        context.setHandler(handler);
        return context;
    }

    @Override
    public HttpContext createContext(String path) {
        HttpContext context = server.createContext(path);
        context.getFilters().add(farewell);
        return context;
    }

    @Override
    public void removeContext(String path) {
        server.removeContext(path);
    }

    @Override
    public void removeContext(HttpContext context) {
        server.removeContext(context);
    }

    /** That of the listener. */
    @Override
    public InetSocketAddress getAddress() {
        return address;
    }

    @Override
    public void bind(InetSocketAddress other, int backlog) throws BindException {
        throw new BindException("bound already, to " + address);
    }

    @Override
    public void start() {
        server.start();
    }

    @Override
    public void setExecutor(@Nullable Executor executor) {
        server.setExecutor(executor);
    }

    @Override
    public @Nullable Executor getExecutor() {
        return server.getExecutor();
    }

    @Override
    public void stop(int delay) {
        server.stop(delay);
    }
}
