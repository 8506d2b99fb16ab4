package dev.handoff.agent.servers;

import com.sun.net.httpserver.HttpServer;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
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
    }

    private static void hang() {
        try {
            Thread.sleep(3_600_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
