package dev.handoff.agent.servers;

import com.sun.net.httpserver.HttpServer;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Executors;

/** The JDK's own HTTP server, on each of the ports given. */
public final class JdkHttp {
    private JdkHttp() {}

    public static void main(String[] ports) throws Exception {
        if (Boolean.getBoolean("hang")) {
            Runtime.getRuntime().addShutdownHook(new Thread(JdkHttp::hang));
        }
        for (String port : ports) {
            HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", Integer.parseInt(port)), 100);
            server.setExecutor(Executors.newCachedThreadPool());
            server.createContext("/", exchange -> {
                try {
                    byte[] body =
                            Page.answer(exchange.getRequestURI().toString()).getBytes(StandardCharsets.UTF_8);
                    exchange.sendResponseHeaders(200, body.length);
                    exchange.getResponseBody().write(body);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                } finally {
                    exchange.close();
                }
            });
            server.start();
            System.out.println("listening " + server.getAddress().getPort());
        }
        if (System.getProperty("readyFile") != null) {
            sayReadyWhenThereIs(Path.of(System.getProperty("readyFile")));
        }
    }

    /** As an application says that it is ready: it needs nothing of the agent for that. */
    private static void sayReadyWhenThereIs(Path file) throws InterruptedException {
        while (!Files.exists(file)) {
            Thread.sleep(20);
        }
        System.setProperty("handoff.application.ready", "true");
    }

    private static void hang() {
        try {
            Thread.sleep(3_600_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
