import io.helidon.http.HeaderNames;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.helidon.webserver.websocket.WsRouting;
import io.helidon.websocket.WsListener;
import io.helidon.websocket.WsSession;

public class Main {
    private static final String PAGE = "{\"pid\":%d,\"release\":\"%s\"}"
            .formatted(ProcessHandle.current().pid(), System.getenv("RELEASE"));

    public static void main(String[] args) {
        WebServer.builder()
                .port(Integer.parseInt(System.getenv("PORT")))
                .routing(routing -> routing.get("/", Main::answer))
                .addRouting(WsRouting.builder().endpoint("/echo", new Echo()))
                .build()
                .start();
    }

    private static void answer(ServerRequest request, ServerResponse response) throws InterruptedException {
        Thread.sleep(Long.parseLong(request.query().first("ms").orElse("0")));
        response.header(HeaderNames.CONTENT_TYPE, "application/json");
        response.send(PAGE);
    }

    private static class Echo implements WsListener {
        @Override
        public void onMessage(WsSession session, String text, boolean isLast) {
            session.send(text, isLast);
        }
    }
}
