package dev.handoff.agent.servers;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A hand-written server: a ServerSocket and a thread a connection. */
public final class PlainSocket {
    private PlainSocket() {}

    public static void main(String[] ports) throws Exception {
        ServerSocket listener = new ServerSocket();
        listener.setReuseAddress(true);
        listener.bind(new InetSocketAddress(Integer.parseInt(ports[0])), 200);
        System.out.println("listening " + listener.getLocalPort());
        while (true) {
            Socket connection = listener.accept();
            new Thread(() -> serve(connection)).start();
        }
    }

    static void serve(Socket connection) {
        try {
            connection.setTcpNoDelay(true);
            serve(connection, connection.getInputStream(), connection.getOutputStream());
        } catch (IOException | InterruptedException e) {
            System.err.println(e);
        }
    }

    static void serve(Closeable connection, InputStream requests, OutputStream out)
            throws IOException, InterruptedException {
        try (connection) {
            BufferedReader in = new BufferedReader(new InputStreamReader(requests, StandardCharsets.US_ASCII));
            boolean keep = true;
            String line = in.readLine();
            while (keep && line != null) {
                String target = line.substring(line.indexOf(' ') + 1, line.lastIndexOf(' '));
                for (line = in.readLine(); !line.isEmpty(); line = in.readLine()) {
                    keep &= !line.equalsIgnoreCase("connection: close");
                }
                String body = Page.answer(target);
                String head = "HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n"
                        + (keep ? "" : "Connection: close\r\n") + "\r\n";
                out.write((head + body).getBytes(StandardCharsets.US_ASCII));
                line = keep ? in.readLine() : null;
            }
        }
    }
}
