package dev.handoff.agent.core;

import dev.handoff.fd.Deadline;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A connection to a side door, for one request after the other (RFC 9112, 9.3). One thread's. */
final class ProbeConnection implements AutoCloseable {
    private final Socket socket;
    private final InputStream in;
    private final String host;
    private boolean isKept;

    private ProbeConnection(Socket socket, String host) throws IOException {
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream());
        this.host = host;
    }

    static ProbeConnection open(InetSocketAddress door, String host, Deadline deadline) throws IOException {
        Socket socket = new Socket();
        try {
            socket.connect(door, millis(deadline));
            socket.setTcpNoDelay(true);
            return new ProbeConnection(socket, host);
        } catch (IOException | RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    private static int millis(Deadline deadline) {
        return (int) Math.max(1, Math.min(60_000, deadline.remainingNanos() / 1_000_000));
    }

    /**
     * The status of the answer, all of which is read.
     *
     * @param keeps whether another request may follow
     */
    int ask(RequestLine line, boolean keeps, Deadline deadline) throws IOException {
        isKept = false;
        socket.setSoTimeout(millis(deadline));
        String request = line.method() + " " + line.target() + " HTTP/1.1\r\nHost: " + host
                + "\r\nUser-Agent: handoff-warmup\r\nAccept: */*\r\n" + (keeps ? "" : "Connection: close\r\n") + "\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        ProbeAnswer answer = new ProbeAnswer(in, deadline);
        int status = answer.status();
        if (!line.method().equals("HEAD")) {
            answer.skipRest();
        }
        isKept = keeps && answer.leavesOpen();
        return status;
    }

    /** True if another request may be sent: the server has not said that it closes, and nothing broke off. */
    boolean isKept() {
        return isKept;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
