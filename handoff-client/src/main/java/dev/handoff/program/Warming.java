package dev.handoff.program;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Requests to one program by HTTP, each of which has to be answered well. */
record Warming(InetSocketAddress address) {
    private static final int TIMEOUT_MILLIS = 30_000;
    private static final int QUIET_MILLIS = 1_000;
    /** A redirection is well; who follows it is the client. */
    private static final int FIRST_BAD = 400;

    /** Asks for each. */
    List<Rehearsal.Asked> ask(List<String> paths) throws IOException {
        List<Rehearsal.Asked> asked = new ArrayList<>();
        for (String path : paths) {
            long start = System.nanoTime();
            int status;
            try {
                status = status(path);
            } catch (IOException e) {
                throw new NotReadyException("does not answer " + path + ": " + e.getMessage());
            }
            if (status >= FIRST_BAD) {
                throw new NotReadyException("answers " + path + " with status " + status);
            }
            asked.add(new Rehearsal.Asked(path, status, Duration.ofNanos(System.nanoTime() - start)));
        }
        return asked;
    }

    // To the end of the answer, unless the server leaves the end to us.
    private static void readOn(Socket socket) throws IOException {
        socket.setSoTimeout(QUIET_MILLIS);
        try {
            socket.getInputStream().transferTo(OutputStream.nullOutputStream());
        } catch (SocketTimeoutException quiet) {
            // It was all.
        }
    }

    private int status(String path) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(address, TIMEOUT_MILLIS);
            socket.setSoTimeout(TIMEOUT_MILLIS);
            String request = "GET " + path + " HTTP/1.1\r\nHost: localhost:" + address.getPort()
                    + "\r\nUser-Agent: handoff\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            byte[] answer = socket.getInputStream().readNBytes("HTTP/1.1 200".length());
            String text = new String(answer, StandardCharsets.US_ASCII);
            if (!text.matches("HTTP/1\\.[01] [1-5][0-9]{2}")) {
                throw new IOException("the answer begins with '" + text.replaceAll("\\p{Cntrl}", "?") + "'");
            }
            readOn(socket);
            return Integer.parseInt(text.substring(text.length() - 3));
        }
    }
}
