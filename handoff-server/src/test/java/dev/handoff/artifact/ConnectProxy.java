package dev.handoff.artifact;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A proxy that knows CONNECT, and leads everybody to one port on loopback. */
final class ConnectProxy implements AutoCloseable {
    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final int port;

    ConnectProxy(int port) throws IOException {
        this.port = port;
        start(this::acceptAll);
    }

    int port() {
        return server.getLocalPort();
    }

    /** First lines of requests, without the version. */
    List<String> asked() {
        return List.copyOf(asked);
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void start(Work work) {
        Thread thread = new Thread(() -> {
            try {
                work.run();
            } catch (IOException closed) {
                // Its end.
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    private void acceptAll() throws IOException {
        while (true) {
            Socket client = server.accept();
            start(() -> serve(client));
        }
    }

    private void serve(Socket client) throws IOException {
        try (client;
                Socket target = new Socket(InetAddress.getLoopbackAddress(), port)) {
            StringBuilder head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                head.append((char) client.getInputStream().read());
            }
            asked.add(head.substring(0, head.indexOf(" HTTP/")));
            client.getOutputStream().write("HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            start(() -> copy(target, client));
            copy(client, target);
        }
    }

    private static void copy(Socket from, Socket to) throws IOException {
        InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream();
        in.transferTo(out);
        to.shutdownOutput();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
