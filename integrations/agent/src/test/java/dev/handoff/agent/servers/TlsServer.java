package dev.handoff.agent.servers;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.concurrent.Executors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** TLS of the JDK, by its engine (its own HTTPS server) or, asked for {@code sockets}, by its sockets. */
public final class TlsServer {
    private TlsServer() {}

    public static void main(String[] ports) throws Exception {
        InetSocketAddress address = new InetSocketAddress("127.0.0.1", Integer.parseInt(ports[0]));
        SSLContext tls = context();
        if (Boolean.getBoolean("sockets")) {
            serveSockets(address, tls);
        } else {
            serveEngine(address, tls);
        }
    }

    private static SSLContext context() throws Exception {
        char[] password = System.getProperty("password").toCharArray();
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream file = Files.newInputStream(Path.of(System.getProperty("keys")))) {
            store.load(file, password);
        }
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, password);
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(keys.getKeyManagers(), null, null);
        return tls;
    }

    private static void serveEngine(InetSocketAddress address, SSLContext tls) throws Exception {
        HttpsServer server = HttpsServer.create(address, 100);
        server.setHttpsConfigurator(new HttpsConfigurator(tls));
        server.setExecutor(Executors.newCachedThreadPool());
        server.createContext("/", exchange -> {
            try {
                byte[] body = Page.answer(exchange.getRequestURI().toString()).getBytes(StandardCharsets.UTF_8);
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

    private static void serveSockets(InetSocketAddress address, SSLContext tls) throws Exception {
        ServerSocket listener = tls.getServerSocketFactory().createServerSocket();
        listener.bind(address, 200);
        System.out.println("listening " + listener.getLocalPort());
        while (true) {
            Socket connection = listener.accept();
            new Thread(() -> PlainSocket.serve(connection)).start();
        }
    }
}
