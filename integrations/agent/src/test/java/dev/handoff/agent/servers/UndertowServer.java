package dev.handoff.agent.servers;

import io.undertow.Undertow;
import io.undertow.server.HttpServerExchange;
import java.net.InetSocketAddress;

/** Undertow. */
public final class UndertowServer {
    private UndertowServer() {}

    public static void main(String[] ports) {
        Undertow server = Undertow.builder()
                .addHttpListener(Integer.parseInt(ports[0]), "0.0.0.0")
                .setHandler(UndertowServer::answer)
                .build();
        server.start();
        InetSocketAddress address =
                (InetSocketAddress) server.getListenerInfo().get(0).getAddress();
        System.out.println("listening " + address.getPort());
        Runtime.getRuntime().addShutdownHook(new Thread(server::stop));
    }

    private static void answer(HttpServerExchange exchange) {
        if (exchange.isInIoThread()) {
            exchange.dispatch(UndertowServer::answer);
            return;
        }
        try {
            exchange.getResponseSender().send(Page.answer(exchange.getQueryString()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
