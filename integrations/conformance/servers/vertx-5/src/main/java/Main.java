import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.util.concurrent.TimeUnit;

public class Main {
    private static final String PAGE = "{\"pid\":%d,\"release\":\"%s\"}"
            .formatted(ProcessHandle.current().pid(), System.getenv("RELEASE"));

    public static void main(String[] args) {
        Vertx vertx = Vertx.vertx();
        HttpServer server = vertx.createHttpServer();
        server.requestHandler(request -> answer(vertx, request))
                .webSocketHandler(socket -> socket.textMessageHandler(socket::writeTextMessage))
                .listen(Integer.parseInt(System.getenv("PORT")))
                .onFailure(cause -> {
                    cause.printStackTrace();
                    System.exit(1);
                });
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            try {
                server.shutdown(5, TimeUnit.SECONDS).await(6, TimeUnit.SECONDS);
                vertx.close().await(5, TimeUnit.SECONDS);
            } catch (Exception e) {
                e.printStackTrace();
            }
        }));
    }

    private static void answer(Vertx vertx, HttpServerRequest request) {
        String wait = request.getParam("ms", "0");
        if (wait.equals("0")) {
            end(request);
        } else {
            vertx.setTimer(Long.parseLong(wait), timer -> end(request));
        }
    }

    private static void end(HttpServerRequest request) {
        request.response().putHeader("Content-Type", "application/json").end(PAGE);
    }
}
