package dev.handoff.agent.core;

import dev.handoff.fd.Deadline;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * Asks this very process, by its side door: one HTTP/1.1 request a connection (RFC 9112).
 *
 * @param host what the Host field says
 */
record Probe(InetSocketAddress door, String host) {
    /** The status of the answer, all of which is read. */
    int get(String path, Deadline deadline) throws IOException {
        return ask(new RequestLine("GET", path), deadline);
    }

    /** As {@link #get}. */
    int ask(RequestLine line, Deadline deadline) throws IOException {
        int millis = (int) Math.max(1, Math.min(60_000, deadline.remainingNanos() / 1_000_000));
        try (Socket socket = new Socket()) {
            socket.connect(door, millis);
            socket.setSoTimeout(millis);
            String request = line.method() + " " + line.target() + " HTTP/1.1\r\nHost: " + host
                    + "\r\nUser-Agent: handoff-warmup\r\nAccept: */*\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            ProbeAnswer answer = new ProbeAnswer(socket.getInputStream(), deadline);
            int status = answer.status();
            if (!line.method().equals("HEAD")) {
                answer.skipRest();
            }
            return status;
        }
    }
}
