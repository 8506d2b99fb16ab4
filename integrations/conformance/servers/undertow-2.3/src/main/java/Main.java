import io.undertow.Undertow;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.handlers.BlockingHandler;
import io.undertow.server.handlers.GracefulShutdownHandler;
import io.undertow.util.Headers;

public class Main {
    private static final String PAGE = "{\"pid\":%d,\"release\":\"%s\"}"
            .formatted(ProcessHandle.current().pid(), System.getenv("RELEASE"));

    public static void main(String[] args) {
        GracefulShutdownHandler graceful = new GracefulShutdownHandler(new BlockingHandler(Main::answer));
        Undertow server = Undertow.builder()
                .addHttpListener(Integer.parseInt(System.getenv("PORT")), "0.0.0.0")
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
}
