package dev.handoff.jdkhttp;

import com.sun.net.httpserver.HttpServer;
import dev.handoff.Handoff;
import dev.handoff.demo.OtherServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The HTTP server of the JDK. */
final class JdkServer {
    private JdkServer() {}

    public static void main(String[] arguments) {
        OtherServer.serve(arguments, JdkServer::start);
    }

    private static void start(Handoff handoff) throws IOException {
        HttpServer server = HandedHttpServer.create(handoff, "http");
        ExecutorService workers = Executors.newCachedThreadPool();
        server.setExecutor(workers);
        server.createContext("/", exchange -> {
            try {
                String target = exchange.getRequestURI().toString();
                String text = target.startsWith("/address")
                        ? server.getAddress() + "\n"
                        : OtherServer.answer(handoff, target);
                byte[] body = text.getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(200, body.length);
                exchange.getResponseBody().write(body);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                exchange.close();
            }
        });
        server.start();
        handoff.onDrain(workers::shutdown);
    }
}
