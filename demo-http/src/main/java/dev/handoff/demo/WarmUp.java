package dev.handoff.demo;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;

/** Requests that this process sends to itself before anybody else can: a cold JVM answers its first ones slowly. */
public final class WarmUp {
    private static final int TIMEOUT_MILLIS = 5000;
    private static final int PER_CONNECTION = 50;

    private WarmUp() {}

    /** Sends so many requests to an address of this process only, such as a side door, some of them on a connection. */
    public static void requests(SocketAddress sideDoor, int count) throws IOException {
        for (int left = count; left > 0; left -= PER_CONNECTION) {
            try (Socket socket = new Socket()) {
                socket.connect(sideDoor, TIMEOUT_MILLIS);
                socket.setSoTimeout(TIMEOUT_MILLIS);
                socket.setTcpNoDelay(true);
                converse(socket, Math.min(left, PER_CONNECTION));
            }
        }
    }

    private static void converse(Socket socket, int count) throws IOException {
        OutputStream out = socket.getOutputStream();
        BufferedReader in =
                new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
        String host = "localhost:" + ((InetSocketAddress) socket.getRemoteSocketAddress()).getPort();
        for (int left = count; left > 0; left--) {
            String last = left == 1 ? "Connection: close\r\n" : "";
            out.write(("GET / HTTP/1.1\r\nHost: " + host + "\r\n" + last + "\r\n").getBytes(StandardCharsets.US_ASCII));
            out.flush();
            readAnswer(in);
        }
    }

    /** A head, an empty line, and one line of text: what this service answers. */
    private static void readAnswer(BufferedReader in) throws IOException {
        String status = in.readLine();
        if (status == null || !status.startsWith("HTTP/1.1 200")) {
            throw new IOException("a warm-up request was answered with " + status);
        }
        String line = status;
        while (line != null && !line.isEmpty()) {
            line = in.readLine();
        }
        if (in.readLine() == null) {
            throw new IOException("a warm-up request was answered without its text");
        }
    }
}
