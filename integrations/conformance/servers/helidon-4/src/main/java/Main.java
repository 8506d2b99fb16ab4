import io.helidon.http.HeaderNames;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

public class Main {
    private static final String PAGE = "{\"pid\":%d,\"release\":\"%s\"}"
            .formatted(ProcessHandle.current().pid(), System.getenv("RELEASE"));

    public static void main(String[] args) {
        WebServer.builder()
                .port(Integer.parseInt(System.getenv("PORT")))
                .routing(routing -> routing.get("/", Main::answer))
                .build()
                .start();
    }

    private static void answer(ServerRequest request, ServerResponse response) throws InterruptedException {
        Thread.sleep(Long.parseLong(request.query().first("ms").orElse("0")));
        response.header(HeaderNames.CONTENT_TYPE, "application/json");
        response.send(PAGE);
    }
}
