package dev.handoff.agent.core;

import dev.handoff.fd.Deadline;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * Asks this very process, by its side door: one HTTP/1.1 request a connection (RFC 9112).
 *
 * @param host what the Host field says
 */
record Probe(InetSocketAddress door, String host) {
    private static final int STATUS_LINE = 12;
    private static final int BUFFER = 16 * 1024;

    /** The status of the answer, all of which is read. */
    int get(String path, Deadline deadline) throws IOException {
        int millis = (int) Math.max(1, Math.min(60_000, deadline.remainingNanos() / 1_000_000));
        try (Socket socket = new Socket()) {
            socket.connect(door, millis);
            socket.setSoTimeout(millis);
            String request = "GET " + path + " HTTP/1.1\r\nHost: " + host
                    + "\r\nUser-Agent: handoff-warmup\r\nAccept: */*\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            InputStream answer = socket.getInputStream();
            String line = new String(answer.readNBytes(STATUS_LINE), StandardCharsets.ISO_8859_1);
            if (!line.matches("HTTP/1\\.[01] \\d{3}")) {
                throw new IOException("no HTTP/1.1 answer: \"" + line + "\"");
            }
            byte[] rest = new byte[BUFFER];
            while (answer.read(rest) >= 0) {
                if (deadline.isPast()) {
                    throw new IOException("still answering at the deadline");
                }
            }
            return Integer.parseInt(line.substring(9));
        }
    }
}
