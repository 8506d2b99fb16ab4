import io.undertow.Handlers;
import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.handlers.BlockingHandler;
import io.undertow.server.handlers.GracefulShutdownHandler;
import io.undertow.util.Headers;
import io.undertow.websockets.core.AbstractReceiveListener;
import io.undertow.websockets.core.BufferedTextMessage;
import io.undertow.websockets.core.WebSocketChannel;
import io.undertow.websockets.core.WebSockets;

public class Main {
    private static final String PAGE = "{\"pid\":%d,\"release\":\"%s\"}"
            .formatted(ProcessHandle.current().pid(), System.getenv("RELEASE"));

    public static void main(String[] args) {
        GracefulShutdownHandler graceful = new GracefulShutdownHandler(Handlers.path(new BlockingHandler(Main::answer))
                .addExactPath("/echo", Handlers.websocket((exchange, channel) -> {
                    channel.getReceiveSetter().set(new Echo());
                    channel.resumeReceives();
                })));
        Undertow server = Undertow.builder()
                .addHttpListener(Integer.parseInt(System.getenv("PORT")), "0.0.0.0")
                .setServerOption(UndertowOptions.ENABLE_HTTP2, true)
                .setHandler(graceful)
                .build();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server, graceful)));
        server.start();
    }

    private static void answer(HttpServerExchange exchange) throws InterruptedException {
        String query = exchange.getQueryString();
        if (query.startsWith("ms=")) {
            Thread.sleep(Long.parseLong(query.substring(3)));
        }
        exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, "application/json");
        exchange.getResponseSender().send(PAGE);
    }

    private static void stop(Undertow server, GracefulShutdownHandler graceful) {
        graceful.shutdown();
        try {
            graceful.awaitShutdown(5000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        server.stop();
    }

    private static class Echo extends AbstractReceiveListener {
        @Override
        protected void onFullTextMessage(WebSocketChannel channel, BufferedTextMessage message) {
            WebSockets.sendText(message.getData(), channel, null);
        }
    }
}
